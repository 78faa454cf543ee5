package org.dayfly.database;

/** Where nothing is prepared. */
public final class NoAnteroom implements Anteroom {
    @Override
    public void waits(DatabaseName database) {}

    @Override
    public void prepare(DatabaseName database) {}

    @Override
    public void gone(DatabaseName database) {}
}
