package org.dayfly.database;

/** Hears of databases that wait for a client, so that it can prepare what the client will need there; must not block. */
public interface Anteroom {
    /** A database waits. */
    void waits(DatabaseName database);

    /** A database that waited never has a client. */
    void gone(DatabaseName database);
}
