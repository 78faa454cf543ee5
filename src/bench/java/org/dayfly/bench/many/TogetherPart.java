package org.dayfly.bench.many;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.Parallel;

/** Lets the clients of several proxies ask for the same thing at the same time. */
final class TogetherPart implements Part {
    private static final int ROUNDS = 3;
    private static final int RESETS = 20;
    private static final int COPIES = 6;

    /** In this time, a copy through another proxy must have what a session has left behind. */
    private static final long FRESH = 5_000;

    @Override
    public Outcome run(Scene scene) throws Exception {
        ManyOptions options = scene.options();
        Fleet fleet = Fleet.of(scene, options.servers.size());
        fleet.start(fleet.first(options.servers.size(), options));
        Ledger ledger = new Ledger();
        Visitor visitor = new Visitor(scene, fleet, ledger, Excuse.NONE, (visit, name, first, from) -> {});
        List<List<String>> rows = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rows.add(first(scene, visitor, fleet, "first-" + round));
        }
        for (int round = 0; round < ROUNDS; round++) {
            rows.add(storm(scene, visitor, fleet, "storm-" + round));
        }
        List<Double> delays = new ArrayList<>();
        for (int i = 0; i < COPIES; i++) {
            copies(scene, visitor, fleet, ledger, i).ifPresent(delays::add);
        }
        new Aftermath(fleet, ledger, scene.problems()).check(visitor);
        String fresh = delays.isEmpty()
                ? "never"
                : Figure.of(Samples.of(delays).median()) + " ms (p50), "
                        + Figure.of(Samples.of(delays).most()) + " ms (longest)";
        return new Outcome(
                ROUNDS + " x " + options.together + " first connections for one key, " + ROUNDS + " x " + RESETS
                        + " resets of one key, copies through another proxy have the last change after " + fresh,
                List.of(
                        new Table(
                                "At the same time",
                                "All clients connect at once.",
                                List.of("key", "clients", "let in", "databases seen", "in service", "ms"),
                                rows),
                        visitor.counts().table("All sessions of together", "And of its checks.")));
    }

    /** Many first connections for a key, through all proxies: they get one database. */
    private static List<String> first(Scene scene, Visitor visitor, Fleet fleet, String key) throws Exception {
        int clients = scene.options().together;
        Set<String> databases = ConcurrentHashMap.newKeySet();
        int before = visitor.counts().of("let in");
        double millis = Parallel.millis(clients, client -> {
            Visit visit = Visit.key(client % scene.options().proxies, key);
            visitor.visit(visit, Lifetimes.of(visit)).ifPresent(databases::add);
        });
        if (databases.size() != 1) {
            visitor.problem("doubled", "the first clients of " + key + " are in " + databases);
        }
        return row(fleet, visitor, key, clients, visitor.counts().of("let in") - before, databases, millis);
    }

    /** Checks that one database of the key is in service. Returns a row of the table. */
    private static List<String> row(
            Fleet fleet, Visitor visitor, String key, int clients, int letIn, Set<String> databases, double millis)
            throws SQLException {
        int inService = 0;
        for (FleetServer server : fleet.servers()) {
            inService += server.count("SELECT count(*) FROM $.lease WHERE state = 'leased' AND key = '" + key + "'");
        }
        if (inService != 1) {
            visitor.problem("doubled", inService + " databases of " + key + " are in service");
        }
        return List.of(
                key,
                String.valueOf(clients),
                String.valueOf(letIn),
                String.valueOf(databases.size()),
                String.valueOf(inService),
                Figure.of(millis));
    }

    /** Many resets of a key through two proxies: no client finds the old content, and one database is left. */
    private static List<String> storm(Scene scene, Visitor visitor, Fleet fleet, String key) throws Exception {
        int proxies = Math.min(2, scene.options().proxies);
        visitor.visit(Visit.key(0, key), Lifetimes.LONG);
        Set<String> databases = ConcurrentHashMap.newKeySet();
        int before = visitor.counts().of("let in");
        double millis = Parallel.millis(RESETS, client -> {
            Visit visit = Visit.reset(client % proxies, key);
            visitor.visit(visit, Lifetimes.of(visit)).ifPresent(databases::add);
        });
        int letIn = visitor.counts().of("let in") - before;
        return row(fleet, visitor, key, RESETS, letIn, databases, millis);
    }

    /**
     * Copies, through one proxy, of a source that another proxy has made. Returns how long it takes until a change is
     * in the copies, in milliseconds; empty if it takes too long.
     */
    private static Optional<Double> copies(Scene scene, Visitor visitor, Fleet fleet, Ledger ledger, int number)
            throws SQLException {
        int proxies = scene.options().proxies;
        int maker = number % proxies;
        Visit copy = Visit.copy((maker + 1) % proxies, "source-" + number);
        Visit source = Visit.key(maker, copy.source());
        Optional<String> database = visitor.visit(source, Lifetimes.of(source));
        if (database.isEmpty()) {
            return Optional.empty();
        }
        Set<Long> rows = ledger.rows(database.get()).all();
        ledger.source(copy.source(), rows);
        visitor.visit(copy, Lifetimes.of(copy));
        visitor.visit(source, Lifetimes.of(source));
        Set<Long> more = ledger.rows(database.get()).all();
        long began = System.nanoTime();
        long deadline = Clock.now() + FRESH;
        while (true) {
            try (Session session = fleet.open(copy, Lifetimes.of(copy))) {
                Set<Long> found = Marks.of(session).origins().keySet();
                if (found.equals(more)) {
                    return Optional.of(Samples.millisSince(began));
                }
                if (!found.equals(rows)) {
                    visitor.problem("torn copy", copy + " has " + found + ", its source had " + rows + " or " + more);
                    return Optional.empty();
                }
            }
            if (Clock.now() > deadline) {
                visitor.problem("old copy", copy + " has not the last change of its source after " + FRESH + " ms");
                return Optional.empty();
            }
        }
    }
}
