package org.dayfly.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.bench.connect.RawCreate;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Server;

/** Makes databases by CREATE DATABASE, on several connections at once. */
final class RawCreators implements AutoCloseable {
    private final List<RawCreate> creators;

    private RawCreators(List<RawCreate> creators) {
        this.creators = creators;
    }

    /**
     * Databases that were made.
     *
     * @param millis the time that this took
     */
    record Made(List<String> databases, double millis) {
        Made {
            databases = List.copyOf(databases);
        }
    }

    static RawCreators of(Server server, int threads) throws SQLException {
        List<RawCreate> creators = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            creators.add(new RawCreate("CREATE DATABASE by hand", server, "template0"));
        }
        return new RawCreators(creators);
    }

    List<RawCreate> creators() {
        return creators;
    }

    Made create(int count) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Queue<String> databases = new ConcurrentLinkedQueue<>();
        double millis = Parallel.millis(creators.size(), thread -> {
            while (begun.getAndIncrement() < count) {
                databases.add(creators.get(thread).create());
            }
        });
        return new Made(List.copyOf(databases), millis);
    }

    void drop(Made made) throws SQLException {
        for (String database : made.databases()) {
            creators.get(0).drop(database);
        }
    }

    @Override
    public void close() throws SQLException {
        for (RawCreate creator : creators) {
            creator.close();
        }
    }
}
