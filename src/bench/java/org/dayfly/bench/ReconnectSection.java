package org.dayfly.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Issued;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.PgBench;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Target;

/**
 * pgbench -S with a new connection for each transaction, through a key of dayfly and around it.
 *
 * <p>All targets lead to the same database, which pgbench made through the key. No session stays open there: between
 * two transactions of one client the database is at rest, as it is for a user whose program connects for each query.
 */
final class ReconnectSection implements Section {
    private static final String KEY = "dayfly new.KEY";
    private static final String ONE = "1 client";
    private static final String EIGHT = "8 clients";
    private static final List<String> LOADS = List.of(ONE, EIGHT);
    private static final int SCALE = 10;

    @Override
    public String name() {
        return "reconnect";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        PgBench pgbench = PgBench.find().orElseThrow();
        Proxies proxies = run.proxies();
        try (Dayfly dayfly = proxies.dayfly(Proxies.REAPER_BY_DEFAULT)) {
            Target key = Target.magic(KEY, dayfly, "new.reconnect");
            pgbench.initialize(key, SCALE);
            String role;
            try (Connection session = dayfly.as(key.user()).firstQuery()) {
                role = Issued.of(session).role();
            }
            List<Target> targets = Targets.of(run.server(), proxies, role, role, List.of(key));
            awaitSnapshot(run);
            int seconds = run.options().size(6, 1);
            Rates rates = new Rates(Targets.DIRECT);
            for (int round = -1; round < run.options().rounds(); round++) {
                rates.begin(round); // the first round does not count
                for (Target target : Run.order(targets, Math.max(round, 0))) {
                    rates.add(target.name(), ONE, pgbench.run(target, 1, seconds, "-S", "-C"));
                    rates.add(target.name(), EIGHT, pgbench.run(target, 8, seconds, "-S", "-C"));
                }
            }
            String note =
                    "Scale " + SCALE + ", " + seconds + " s each, a connection for each transaction, all to the same"
                            + " database, which pgbench -i made through the key; pgbouncer in session mode.";
            return Findings.of(
                    rates.table("pgbench -S -C, transactions per second", note, LOADS),
                    goals(rates),
                    rates.chart("pgbench -S -C, 1 client, tps: more is better", ONE),
                    rates.chart("pgbench -S -C, 8 clients, tps: more is better", EIGHT));
        }
    }

    /** The first snapshot of the key's database is not part of the measurement. */
    private static void awaitSnapshot(Run run) throws Exception {
        Leases leases = Leases.on(run.server());
        leases.awaitSnapshot("reconnect");
        leases.settle();
    }

    private static List<Goal> goals(Rates rates) {
        List<Goal> goals = new ArrayList<>();
        for (String load : LOADS) {
            String what = "pgbench -S -C, " + load + ": new.KEY / ";
            goals.add(Goal.atLeast(5, what + "direct", rates.ratio(KEY, Targets.DIRECT, load)));
            if (rates.has(Targets.PGBOUNCER, load)) {
                goals.add(Goal.atLeast(0.6, what + "pgbouncer", rates.ratio(KEY, Targets.PGBOUNCER, load)));
            }
            if (rates.has(Targets.HAPROXY, load)) {
                goals.add(Goal.shown(what + "HAProxy", rates.ratio(KEY, Targets.HAPROXY, load)));
            }
        }
        return goals;
    }
}
