package org.dayfly.bench.connect;

import java.sql.Connection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.bench.stage.Jdbc;

/** Joins a key while a copy of it is asked for. */
public final class JoinWhileCopied implements Contender {
    private final String name;
    private final Jdbc key;
    private final Jdbc copy;
    private final Connect.Rest rest;
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    /**
     * Joins it by short connections.
     *
     * @param rest drops the copies
     */
    public JoinWhileCopied(String name, Jdbc key, Jdbc copy, Connect.Rest rest) {
        this.name = name;
        this.key = key;
        this.copy = copy;
        this.rest = rest;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AutoCloseable firstQuery() throws Exception {
        Future<Connection> copied = other.submit(copy::firstQuery);
        Connection joined = key.firstQuery();
        return () -> {
            joined.close();
            copied.get().close();
        };
    }

    @Override
    public void rest() throws Exception {
        rest.rest();
    }

    @Override
    public void close() {
        other.shutdown();
    }
}
