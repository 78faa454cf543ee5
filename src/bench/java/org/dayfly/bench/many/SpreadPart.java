package org.dayfly.bench.many;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Parallel;

/** Sessions of all kinds through all proxies: each key has one place, and new databases follow the weights. */
final class SpreadPart implements Part {
    /** One of so many sessions is as {@code new}, with a database that stays. */
    private static final int SHARE_NEW = 10;

    private static final int KEYS = 40;
    private static final int RESET_KEYS = 12;
    private static final int SOURCES = 6;
    private static final double TOLERANCE = 0.1;

    /** So few databases more or less are no imbalance. */
    private static final int FEW = 3;

    @Override
    public Outcome run(Scene scene) throws Exception {
        ManyOptions options = scene.options();
        int servers = options.servers.size();
        Fleet fleet = Fleet.of(scene, servers);
        List<Fleet.Weighted> weighted = fleet.first(servers, options);
        fleet.start(weighted);
        Ledger ledger = new Ledger();
        Visitor visitor = new Visitor(scene, fleet, ledger, Excuse.NONE, (visit, name, first, from) -> {});
        long began = System.nanoTime();
        int staying = options.sessions / SHARE_NEW;
        parallel(scene, staying, random -> {
            visitor.visit(Visit.fresh(random.nextInt(options.proxies)), Lifetimes.LONG);
        });
        Table spread = spread(scene, weighted, staying, ledger);
        List<String> sources = Mix.names("s", SOURCES);
        new Sources(visitor, ledger, scene.problems()).make(sources, options.proxies);
        Mix mix = new Mix(
                options.proxies,
                List.of(Visit.Kind.values()),
                Mix.names("k", KEYS),
                Mix.names("r", RESET_KEYS),
                sources);
        parallel(scene, options.sessions - staying, random -> {
            Visit visit = mix.next(random, ledger);
            visitor.visit(visit, Lifetimes.of(visit));
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        new Aftermath(fleet, ledger, scene.problems()).check(visitor);
        return new Outcome(
                options.sessions + " sessions through " + options.proxies + " proxies in " + Figure.of(seconds) + " s, "
                        + ledger.keys().size() + " keys on " + servers + " servers, "
                        + ledger.databases().size() + " databases, " + visitor.opened(),
                List.of(spread, visitor.counts().table("Sessions of all kinds", "Those of spread and of its checks.")));
    }

    /** What a client does. */
    @FunctionalInterface
    private interface Client {
        void visit(Random random);
    }

    private static void parallel(Scene scene, int visits, Client client) throws Exception {
        AtomicInteger left = new AtomicInteger(visits);
        long seed = scene.random().nextLong();
        Parallel.millis(scene.options().threads, thread -> {
            Random random = new Random(seed + thread);
            while (left.getAndDecrement() > 0 && !scene.stage().isClosed()) {
                client.visit(random);
            }
        });
    }

    /** Compares the databases that clients got as {@code new}, all of which are live, with the weights. */
    private static Table spread(Scene scene, List<Fleet.Weighted> weighted, int asked, Ledger ledger) throws Exception {
        Map<String, Integer> byTag = new HashMap<>();
        ledger.databases().forEach(database -> byTag.merge(Session.tag(database), 1, Integer::sum));
        int weights = weighted.stream().mapToInt(Fleet.Weighted::weight).sum();
        List<List<String>> rows = new ArrayList<>();
        for (Fleet.Weighted each : weighted) {
            FleetServer server = each.server();
            int got = byTag.getOrDefault(server.tag(), 0);
            int live = server.count("SELECT count(*) FROM $.lease WHERE state = 'leased'");
            double expected = (double) asked * each.weight() / weights;
            if (Math.abs(got - expected) > Math.max(FEW, TOLERANCE * expected)) {
                scene.problems().add("spread", server.name() + " has " + got + " of " + expected + " databases", "");
            }
            if (got != live) {
                scene.problems().add("spread", server.name() + " lists " + live + ", clients got " + got, "");
            }
            rows.add(List.of(
                    server.name(),
                    String.valueOf(server.major()),
                    String.valueOf(each.weight()),
                    Figure.of(expected),
                    String.valueOf(got),
                    Figure.of((got / expected - 1) * 100),
                    String.valueOf(live)));
        }
        return new Table(
                "Databases as new by server",
                "All are live at the same time. No other databases exist as yet.",
                List.of("server", "PostgreSQL", "weight", "expected", "clients got", "deviation %", "in service"),
                rows);
    }
}
