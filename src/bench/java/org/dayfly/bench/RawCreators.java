package org.dayfly.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.bench.connect.RawCreate;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Server;

/** Makes databases by CREATE DATABASE, on the number of connections that is fastest. */
final class RawCreators implements AutoCloseable {
    private static final List<Integer> CHOICE = List.of(1, 2, 4, 8);
    private static final int TRIAL = 48;

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

    /** Tries which number of connections is fastest. The first of two trials is for warm-up. */
    static RawCreators fastest(Server server) throws Exception {
        List<Made> trials = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            trials.clear();
            for (int threads : CHOICE) {
                try (RawCreators trial = of(server, threads)) {
                    Made made = trial.create(TRIAL);
                    trial.drop(made);
                    trials.add(made);
                }
            }
        }
        Made fastest =
                trials.stream().min(Comparator.comparingDouble(Made::millis)).orElseThrow();
        return of(server, CHOICE.get(trials.indexOf(fastest)));
    }

    int threads() {
        return creators.size();
    }

    List<RawCreate> creators() {
        return creators;
    }

    Made create(int count) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Queue<String> databases = new ConcurrentLinkedQueue<>();
        double millis = Parallel.millis(threads(), thread -> {
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
