package org.dayfly.server.directory;

import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.ServerTag;

/**
 * The row of a key in the directory.
 *
 * @param server the server that has the database of the key, or that will make it
 * @param generation changes when the key may move to another server
 * @param made whether a database was handed out under the key on this server
 */
public record KeyPlace(Key key, ServerTag server, long generation, boolean made) {
    /** The row once a database was handed out. */
    public KeyPlace confirmed() {
        return new KeyPlace(key, server, generation, true);
    }
}
