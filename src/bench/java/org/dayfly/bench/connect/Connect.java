package org.dayfly.bench.connect;

import org.dayfly.bench.stage.Jdbc;

/** Connects to the database of a URL. */
public final class Connect implements Contender {
    /** The cleanup after each turn. */
    @FunctionalInterface
    public interface Rest {
        void rest() throws Exception;
    }

    private final String name;
    private final Jdbc jdbc;
    private final Rest rest;

    private Connect(String name, Jdbc jdbc, Rest rest) {
        this.name = name;
        this.jdbc = jdbc;
        this.rest = rest;
    }

    /** Connects to a database that stays. */
    public static Connect to(String name, Jdbc jdbc) {
        return new Connect(name, jdbc, () -> {});
    }

    /** Connects to a fresh database, which is dropped after the turn. */
    public static Connect toFresh(String name, Jdbc jdbc, Rest rest) {
        return new Connect(name, jdbc, rest);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AutoCloseable firstQuery() throws Exception {
        return jdbc.firstQuery();
    }

    @Override
    public void rest() throws Exception {
        rest.rest();
    }
}
