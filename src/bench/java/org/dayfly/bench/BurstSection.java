package org.dayfly.bench;

import java.sql.Connection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Server;

/** Many who want a database at the same moment and stay until all are served, against making as many by hand. */
final class BurstSection implements Section {
    private static final String NEW = "dayfly new";
    private static final String CREATE = "CREATE DATABASE by hand";
    private static final String CONNECT = "CREATE DATABASE by hand, then all connect";
    private static final String DIRECT = "direct, existing database";
    private static final List<Integer> SIZES = List.of(100, 500);
    private static final List<String> LOADS =
            SIZES.stream().map(size -> size + " at once, ms").toList();

    @Override
    public String name() {
        return "burst";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        Server server = run.server();
        Leases leases = Leases.on(server);
        try (Dayfly dayfly = run.proxies().dayfly();
                RawCreators raw = RawCreators.fastest(server)) {
            int sizes = run.options().size(SIZES.size(), 1);
            Rates rates = new Rates(CREATE);
            for (int round = -1; round < run.options().rounds(); round++) {
                for (int i = 0; i < sizes; i++) {
                    Rates counted = round < 0 ? new Rates(CREATE) : rates; // the first does not count
                    List<Contest> contests = contests(server, dayfly, leases, raw, counted);
                    for (Contest contest : Run.order(contests, Math.max(round, 0))) {
                        contest.hold(SIZES.get(i), LOADS.get(i));
                    }
                }
            }
            String note = "pgjdbc, a thread for each connection; by hand on " + raw.threads()
                    + " connections at once, which is the best of 1, 2, 4 and 8.";
            return Findings.of(
                    rates.table("Burst: time until all are served", note, LOADS.subList(0, sizes)),
                    goals(rates, sizes),
                    rates.chart("Burst of 100, ms until all are served", LOADS.get(0)));
        }
    }

    /** What is done with so many, and noted under a load. */
    @FunctionalInterface
    private interface Contest {
        void hold(int size, String load) throws Exception;
    }

    private static List<Contest> contests(Server server, Dayfly dayfly, Leases leases, RawCreators raw, Rates rates) {
        return List.of(
                (size, load) -> rates.add(DIRECT, load, serve(size, server.as(Server.TENANT, Server.TENANT))),
                (size, load) -> {
                    rates.add(NEW, load, serve(size, dayfly.as("new")));
                    leases.sweep();
                },
                (size, load) -> {
                    RawCreators.Made made = raw.create(size);
                    rates.add(CREATE, load, made.millis());
                    rates.add(CONNECT, load, made.millis() + connect(server, made.databases()));
                    raw.drop(made);
                });
    }

    private static double serve(int size, Jdbc jdbc) throws Exception {
        Queue<Connection> held = new ConcurrentLinkedQueue<>();
        try {
            return Parallel.millis(size, thread -> held.add(jdbc.firstQuery()));
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    private static double connect(Server server, List<String> databases) throws Exception {
        Queue<Connection> held = new ConcurrentLinkedQueue<>();
        try {
            return Parallel.millis(
                    databases.size(),
                    thread -> held.add(
                            server.as(Server.TENANT, databases.get(thread)).firstQuery()));
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    private static List<Goal> goals(Rates rates, int sizes) {
        return LOADS.subList(0, sizes).stream()
                .map(load ->
                        Goal.atMost(1.1, "burst, " + load + ": new / CREATE by hand", rates.ratio(NEW, CREATE, load)))
                .toList();
    }
}
