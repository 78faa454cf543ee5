package org.dayfly.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Server;

/** Many clients that ask for a database at the same moment, compared with as many CREATE DATABASE by hand. */
final class BurstSection implements Section {
    private static final String NEW = "dayfly new";
    private static final String CREATE = "CREATE DATABASE by hand";
    private static final String CONNECT = "CREATE DATABASE by hand, then all connect";
    private static final int CONNECTIONS_BY_HAND = 8;
    private static final String DIRECT = "direct, existing database";
    private static final String SERVED = "share served of ";
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
                RawCreators raw = RawCreators.of(server, CONNECTIONS_BY_HAND)) {
            int sizes = run.options().size(SIZES.size(), 1);
            Rates rates = new Rates(CONNECT);
            for (int round = -1; round < run.options().rounds(); round++) {
                rates.begin(round); // the first round does not count
                for (int i = 0; i < sizes; i++) {
                    List<Contest> contests = contests(server, dayfly, leases, raw, rates);
                    for (Contest contest : Run.order(contests, Math.max(round, 0))) {
                        contest.hold(SIZES.get(i), LOADS.get(i));
                    }
                }
            }
            String note = "pgjdbc, a thread for each connection; CREATE DATABASE by hand on " + CONNECTIONS_BY_HAND
                    + " connections at once.";
            return Findings.of(
                    rates.table("Burst: time until all are served", note, LOADS.subList(0, sizes)),
                    goals(rates, sizes),
                    rates.chart("Burst of 100, ms until all are served: less is better", LOADS.get(0)));
        }
    }

    /** Asks for so many databases, and records the result under the name of a load. */
    @FunctionalInterface
    private interface Contest {
        void hold(int size, String load) throws Exception;
    }

    private static List<Contest> contests(Server server, Dayfly dayfly, Leases leases, RawCreators raw, Rates rates) {
        return List.of(
                (size, load) -> serve(DIRECT, load, rates, Collections.nCopies(size, tenant(server, Server.TENANT)), 0),
                (size, load) -> {
                    serve(NEW, load, rates, Collections.nCopies(size, dayfly.as("new")), 0);
                    leases.sweep();
                },
                (size, load) -> {
                    RawCreators.Made made = raw.create(size);
                    rates.add(CREATE, load, made.millis());
                    List<Jdbc> urls = made.databases().stream()
                            .map(database -> tenant(server, database))
                            .toList();
                    serve(CONNECT, load, rates, urls, made.millis());
                    raw.drop(made);
                });
    }

    private static Jdbc tenant(Server server, String database) {
        return server.as(Server.TENANT, database);
    }

    /** Connects to all at once, and records how many were served and how long this took. */
    private static void serve(String name, String load, Rates rates, List<Jdbc> urls, double millisBefore)
            throws Exception {
        Queue<Connection> held = new ConcurrentLinkedQueue<>();
        try {
            rates.add(
                    name,
                    load,
                    millisBefore
                            + Parallel.millis(
                                    urls.size(),
                                    thread -> held.add(urls.get(thread).firstQuery())));
        } catch (ExecutionException e) {
            System.err.println("bench: " + name + ", " + load + ": " + e.getMessage() + ": " + e.getCause());
        } finally {
            rates.add(name, SERVED + load, (double) held.size() / urls.size());
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    private static List<Goal> goals(Rates rates, int sizes) {
        List<Goal> goals = new ArrayList<>();
        for (String load : LOADS.subList(0, sizes)) {
            String what = "burst of " + load + ": ";
            goals.add(Goal.atLeast(1, what + "share that is served", rates.of(NEW, SERVED + load)));
            if (rates.has(NEW, load)) {
                String ratioToHand = what + "new / CREATE by hand, then all connect";
                Samples ratio = rates.ratio(NEW, CONNECT, load);
                goals.add(
                        load.equals(LOADS.get(0))
                                ? Goal.atMost(1, ratioToHand, ratio)
                                : Goal.shown(ratioToHand, ratio));
            }
        }
        return goals;
    }
}
