package org.dayfly.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.PgBench;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Target;
import org.postgresql.PGConnection;

/** pgbench on the same database, directly and through each proxy. */
final class PgBenchSection implements Section {
    private static final String DIRECT = "direct, TCP";
    private static final List<Integer> CLIENTS = List.of(1, 8, 64);
    private static final List<String> LOADS = CLIENTS.stream()
            .map(clients -> clients + (clients == 1 ? " client" : " clients"))
            .toList();
    private static final int SCALE = 10;

    @Override
    public String name() {
        return "pgbench";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        PgBench pgbench = PgBench.find().orElseThrow();
        Proxies proxies = run.proxies();
        try (Dayfly dayfly = proxies.dayfly();
                Connection maker = dayfly.as("new.pgbench").connect()) {
            String url = String.valueOf(maker.unwrap(PGConnection.class).getParameterStatus("dayfly.url"));
            Target issued = Target.issued("dayfly", url);
            List<Target> targets = targets(run.server(), proxies, issued);
            pgbench.initialize(issued, SCALE);
            Rates select = measure(run, pgbench, targets, "-S", "-M", "prepared");
            Rates tpcb = measure(run, pgbench, targets, "-b", "tpcb-like");
            return new Findings(
                    List.of(
                            select.table("pgbench -S -M prepared, transactions per second", note(run), LOADS),
                            tpcb.table("pgbench, TPC-B-like, transactions per second", note(run), LOADS)),
                    List.of(
                            select.chart("pgbench -S -M prepared, 8 clients, tps: more is better", LOADS.get(1)),
                            tpcb.chart("pgbench, TPC-B-like, 8 clients, tps: more is better", LOADS.get(1))),
                    goals(select));
        }
    }

    private static List<Target> targets(Server server, Proxies proxies, Target issued) throws Exception {
        Target direct = Target.direct(server, issued.user(), issued.database());
        List<Target> targets =
                new ArrayList<>(List.of(direct, Target.bySocket(server, issued.user(), issued.database()), issued));
        proxies.pgBouncer(issued.user()).ifPresent(proxy -> targets.add(Target.through(proxy, direct)));
        proxies.haProxy().ifPresent(proxy -> targets.add(Target.through(proxy, direct)));
        return targets;
    }

    private static Rates measure(Run run, PgBench pgbench, List<Target> targets, String... script) throws Exception {
        int seconds = run.options().size(6, 3);
        for (Target target : targets) { // does not count
            pgbench.run(target, 8, seconds, script);
        }
        Rates rates = new Rates(DIRECT);
        for (int round = 0; round < run.options().rounds(); round++) {
            for (int load = 0; load < LOADS.size(); load++) {
                for (Target target : Run.order(targets, round)) {
                    rates.add(target.name(), LOADS.get(load), pgbench.run(target, CLIENTS.get(load), seconds, script));
                }
            }
        }
        return rates;
    }

    private static String note(Run run) {
        return "Scale " + SCALE + ", " + run.options().size(6, 3)
                + " s each, on one database that dayfly made, as the role that owns it; dayfly's clients log in with"
                + " its password, which is not timed.";
    }

    private static List<Goal> goals(Rates select) {
        List<Goal> goals = new ArrayList<>();
        for (String load : LOADS) {
            for (String other : List.of("pgbouncer", "HAProxy")) {
                if (select.has(other, load)) {
                    goals.add(Goal.atLeast(
                            1.1, "pgbench -S, " + load + ": dayfly / " + other, select.ratio("dayfly", other, load)));
                }
            }
        }
        goals.add(Goal.atLeast(
                0.75, "pgbench -S, 8 clients: dayfly / direct", select.ratio("dayfly", DIRECT, LOADS.get(1))));
        return goals;
    }
}
