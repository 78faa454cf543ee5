package org.dayfly.server.warm;

import java.util.function.Consumer;
import org.dayfly.server.registry.DatabaseName;

/**
 * Listener for databases that enter the warm pool. It can prepare what their clients will need. Must not block.
 *
 * <p>{@link #waits} is called for a database before any client can take the database, and before {@link #gone}.
 */
public interface WarmListener {
    /** A database is about to enter the pool. Only records the database, because the call is made under a lock. */
    void waits(DatabaseName database);

    /** Prepares what a client will need, unless the database has a client already, or will never have a client. */
    void prepare(DatabaseName database);

    /** A database left the pool and will never have a client. */
    void gone(DatabaseName database);

    /** Returns this listener with one more step for each database that is prepared. */
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
