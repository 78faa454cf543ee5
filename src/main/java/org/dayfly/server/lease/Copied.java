package org.dayfly.server.lease;

import java.time.Duration;
import org.dayfly.server.registry.Key;

/**
 * A copy that was made for a session.
 *
 * @param size bytes of the source; 0: not known, but small
 * @param waited how long the session waited for the copy: for a snapshot, for copies of other clients, and for its own
 */
public record Copied(Key source, long size, Duration waited) {}
