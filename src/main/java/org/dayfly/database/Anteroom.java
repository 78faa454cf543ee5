package org.dayfly.database;

import java.util.function.Consumer;

/** Hears of databases that wait for a client, so that it can prepare what the client will need there; must not block. */
public interface Anteroom {
    /** A database waits. */
    void waits(DatabaseName database);

    /** A database that waited never has a client. */
    void gone(DatabaseName database);

    /** The same, and something else that follows where a database waits. */
    default Anteroom andThen(Consumer<DatabaseName> whereOneWaits) {
        Anteroom before = this;
        return new Anteroom() {
            @Override
            public void waits(DatabaseName database) {
                before.waits(database);
                whereOneWaits.accept(database);
            }

            @Override
            public void gone(DatabaseName database) {
                before.gone(database);
            }
        };
    }
}
