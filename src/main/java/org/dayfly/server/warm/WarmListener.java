package org.dayfly.server.warm;

import java.util.function.Consumer;
import org.dayfly.server.registry.DatabaseName;

/**
 * Listener for databases that wait for a client, so that what the client will need there can be prepared. Must not
 * block.
 *
 * <p>A database is announced before anybody can take it, and gone after that: {@link #waits} never comes late.
 */
public interface WarmListener {
    /** A database is about to wait. Notes that, and no more: it is called under a lock. */
    void waits(DatabaseName database);

    /** Prepares what a client will need, unless the database has a client by now, or never will have one. */
    void prepare(DatabaseName database);

    /** A database that waited never has a client. */
    void gone(DatabaseName database);

    /** The same, and something else to do where a database is prepared. */
    default WarmListener andThen(Consumer<DatabaseName> whereOneIsPrepared) {
        WarmListener before = this;
        return new WarmListener() {
            @Override
            public void waits(DatabaseName database) {
                before.waits(database);
            }

            @Override
            public void prepare(DatabaseName database) {
                before.prepare(database);
                whereOneIsPrepared.accept(database);
            }

            @Override
            public void gone(DatabaseName database) {
                before.gone(database);
            }
        };
    }
}
