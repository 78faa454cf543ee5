package org.dayfly.bench.connect;

import java.sql.Connection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.bench.stage.Jdbc;

/** Connects while another client asks for a copy of a key. */
public final class WhileCopied implements Contender {
    private final String name;
    private final Jdbc connected;
    private final Jdbc copy;
    private final Connect.Rest rest;
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    /**
     * Opens short connections.
     *
     * @param connected the connection that is timed
     * @param copy the connection for the copy, at the same moment; not timed
     * @param rest drops the copies
     */
    public WhileCopied(String name, Jdbc connected, Jdbc copy, Connect.Rest rest) {
        this.name = name;
        this.connected = connected;
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
        Connection connection = connected.firstQuery();
        return () -> {
            connection.close();
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
