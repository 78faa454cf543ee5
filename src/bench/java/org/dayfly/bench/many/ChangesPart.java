package org.dayfly.bench.many;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.Program;

/** A server is added under load, gets another weight, is drained and is removed: no client notices. */
final class ChangesPart implements Part {
    private static final List<Visit.Kind> KINDS = List.of(
            Visit.Kind.NEW, Visit.Kind.NEW, Visit.Kind.KEY, Visit.Kind.KEY, Visit.Kind.ISSUED, Visit.Kind.TEMPLATE);
    private static final int KEYS = 200;

    /** Begins the keys of databases with a session that stays open to the end. */
    static final String STAYS = "stays-";

    /** In this time after the command, each proxy must know that a server is drained. */
    private static final long KNOWN = 2_000;

    /** The longest wait: databases of one minute must go, and others come in their place. */
    private static final long PATIENCE = 180_000;

    private static final long LOOK = 500;
    private static final long AFTER_REMOVAL = 10_000;

    @Override
    public Outcome run(Scene scene) throws Exception {
        ManyOptions options = scene.options();
        int before = options.servers.size();
        Fleet fleet = Fleet.of(scene, before + 1);
        fleet.start(fleet.first(before, options));
        Ledger ledger = new Ledger();
        Arrivals arrivals = new Arrivals(ledger, scene.problems());
        Visitor visitor = new Visitor(scene, fleet, ledger, arrivals, arrivals);
        Load load = new Load(visitor, ledger, options.pace);
        load.start(
                options.threads,
                new Mix(options.proxies, KINDS, Mix.names("k", KEYS), Mix.names("k", KEYS), List.of()),
                visit -> Lifetimes.SHORT,
                scene.random());
        Steps steps = new Steps(scene, fleet, arrivals, visitor, load);
        try {
            steps.run(before);
        } finally {
            load.stop(scene.problems());
        }
        new Aftermath(fleet, ledger, scene.problems()).check();
        return new Outcome(
                "a server added, weighted, drained and removed under "
                        + visitor.counts().of("let in") + " sessions, "
                        + ledger.databases().size() + " databases, " + visitor.opened(),
                List.of(
                        new Table(
                                "Changes",
                                "By SIGHUP, and by the command drain.",
                                List.of("change", "what was waited for", "s"),
                                steps.rows),
                        visitor.counts().table("Clients", "Each failure without a right cause is a problem.")));
    }

    /** The changes, one after the other. */
    private record Steps(
            Scene scene, Fleet fleet, Arrivals arrivals, Visitor visitor, Load load, List<List<String>> rows) {
        Steps(Scene scene, Fleet fleet, Arrivals arrivals, Visitor visitor, Load load) {
            this(scene, fleet, arrivals, visitor, load, new ArrayList<>());
        }

        void run(int before) throws Exception {
            ManyOptions options = scene.options();
            FleetServer added = fleet.servers().get(before);
            hold(STAYS + "old-", before);
            await("start", "each server is as full as its weight says", () -> isBalanced(before, 1));
            List<Fleet.Weighted> old = fleet.first(before, options);
            change(with(old, added, 1));
            await("add " + added.name(), "the first database there", () -> arrivals.of(tag(added)) > 0);
            await("add " + added.name(), "it is as full as the others", () -> isBalanced(before + 1, 1));
            hold(STAYS + "all-", before + 1);
            change(with(old, added, 2));
            await("weight 2 for " + added.name(), "it is twice as full", () -> isBalanced(before + 1, 2));
            drain(added);
            await("drain " + added.name(), "databases of clients are gone there", () -> left(added) == 0);
            change(old);
            long end = Clock.now() + AFTER_REMOVAL;
            await("remove " + added.name(), "clients go on for some time", () -> Clock.now() > end);
        }

        private static List<Fleet.Weighted> with(List<Fleet.Weighted> old, FleetServer added, int weight) {
            List<Fleet.Weighted> all = new ArrayList<>(old);
            all.add(new Fleet.Weighted(added, weight));
            return all;
        }

        /** Opens a session on each server through each proxy, and keeps it open to the end. */
        private void hold(String prefix, int servers) {
            Map<String, String> keys = KillsPart.oneKeyOnEachServer(visitor, prefix, servers);
            for (String key : keys.values()) {
                for (int proxy = 0; proxy < fleet.proxies().size(); proxy++) {
                    load.holdOnce(Visit.key(proxy, key));
                }
            }
        }

        private void change(List<Fleet.Weighted> servers) throws IOException {
            fleet.write(servers);
            for (FleetProxy proxy : fleet.proxies()) {
                proxy.process().reload();
            }
        }

        private void drain(FleetServer server) throws Exception {
            Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
            String settings = fleet.proxies().get(0).settings().toString();
            new Program(java)
                    .run(
                            Map.of(),
                            List.of("-jar", fleet.jar().toString(), "drain", server.name(), "--config", settings));
            arrivals.close(server.tag(), Clock.now() + KNOWN);
        }

        /** Databases of clients, without those that are kept open here. */
        private static int left(FleetServer server) throws SQLException {
            return server.count("SELECT count(*) FROM $.lease WHERE state = 'leased' AND kind = 'database'"
                    + " AND coalesce(key, '') NOT LIKE '" + STAYS + "%'");
        }

        private static String tag(FleetServer server) {
            try {
                return server.tag();
            } catch (SQLException e) {
                return "?"; // No dayfly has made a registry there as yet.
            }
        }

        /** Whether each server has its share of databases, within a quarter. */
        private boolean isBalanced(int servers, int weightOfAdded) throws SQLException {
            int before = scene.options().servers.size();
            double least = Double.MAX_VALUE;
            double most = 0;
            for (int i = 0; i < servers; i++) {
                int weight = i < before ? scene.options().weight(i) : weightOfAdded;
                double load =
                        (double) fleet.servers().get(i).count("SELECT count(*) FROM $.lease WHERE state = 'leased'")
                                / weight;
                least = Math.min(least, load);
                most = Math.max(most, load);
            }
            return least > 1 && most / least < 5.0 / 3; // 1.25 / 0.75
        }

        /** Something that a change must lead to. */
        @FunctionalInterface
        private interface Condition {
            boolean holds() throws SQLException;
        }

        private void await(String change, String what, Condition condition) throws SQLException {
            long began = System.nanoTime();
            long deadline = Clock.now() + PATIENCE;
            boolean holds = condition.holds();
            while (!holds && Clock.now() < deadline && !scene.stage().isClosed()) {
                Clock.sleep(LOOK);
                holds = condition.holds();
            }
            if (!holds) {
                throw new IllegalStateException(change + ": not after " + PATIENCE + " ms: " + what);
            }
            rows.add(List.of(change, what, Figure.of(Samples.millisSince(began) / 1000)));
        }
    }
}
