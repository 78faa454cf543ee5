package org.dayfly.bench;

import java.nio.file.Files;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Issued;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.PgBench;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Target;

/** Connects and runs a first query by libpq: pgbench connects for each SELECT 1. */
final class LibpqSection implements Section {
    private static final String DIRECT_PASSWORD = "direct, TCP, by password";
    private static final String ONE = "1 client";
    private static final String EIGHT = "8 clients";
    private static final List<String> LOADS = List.of(ONE, EIGHT);

    @Override
    public String name() {
        return "libpq";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        PgBench pgbench = PgBench.find().orElseThrow();
        String script = Files.writeString(run.newFolder("libpq").resolve("select1.sql"), "SELECT 1;\n")
                .toString();
        Proxies proxies = run.proxies();
        try (Dayfly dayfly = proxies.dayfly();
                Connection holder = dayfly.as("new.held").firstQuery();
                Connection urlHolder = dayfly.as("new.url-held").firstQuery()) {
            Leases leases = Leases.on(run.server());
            List<Target> targets = targets(run.server(), proxies, dayfly, Issued.of(urlHolder));
            int seconds = run.options().size(5, 1);
            Rates rates = new Rates(Targets.DIRECT);
            for (int round = -1; round < run.options().rounds(); round++) {
                rates.begin(round); // the first round does not count
                for (Target target : Run.order(targets, Math.max(round, 0))) {
                    rates.add(target.name(), ONE, pgbench.run(target, 1, seconds, "-C", "-f", script));
                    leases.sweep();
                    rates.add(target.name(), EIGHT, pgbench.run(target, 8, seconds, "-C", "-f", script));
                    leases.sweep();
                }
            }
            if (!holder.isValid(5) || !urlHolder.isValid(5)) {
                throw new IllegalStateException("a session that held a key has ended");
            }
            String note = "pgbench -C, " + seconds + " s each, back to back; what was made is dropped in between. A URL"
                    + " has a password (SCRAM-SHA-256).";
            return Findings.of(
                    rates.table("Connect + SELECT 1 by libpq, per second", note, LOADS),
                    goals(rates),
                    rates.chart("Connect + SELECT 1 by libpq, 1 client, per second: more is better", ONE));
        }
    }

    private static List<Target> targets(Server server, Proxies proxies, Dayfly dayfly, Issued held) throws Exception {
        Issued resting;
        try (Connection maker = dayfly.as("new.url").firstQuery()) {
            resting = Issued.of(maker);
        }
        Target byPassword = Target.direct(server, Server.GUEST, Server.TENANT)
                .with(new Issued(Server.GUEST, Server.PASSWORD))
                .named(DIRECT_PASSWORD);
        return Targets.of(
                server,
                proxies,
                Server.TENANT,
                Server.TENANT,
                List.of(
                        byPassword,
                        Target.magic("dayfly new", dayfly, "new"),
                        Target.magic(JoinSection.KEY, dayfly, "new.key"),
                        Target.magic(JoinSection.KEY_HELD, dayfly, "new.held"),
                        Target.magic(JoinSection.URL, dayfly, resting.role()).with(resting),
                        Target.magic(JoinSection.URL_HELD, dayfly, held.role()).with(held)));
    }

    /** The ratios are of times, as in the other goals for connects, and so the other way round than those of rates. */
    private static List<Goal> goals(Rates rates) {
        List<Goal> goals = new ArrayList<>();
        for (String load : LOADS) {
            for (String way : JoinSection.JOINS) {
                Samples ratio = rates.ratio(Targets.DIRECT, way, load);
                goals.add(Goal.atMost(0.5, "libpq, " + way + ", " + load + ": time / direct", ratio));
            }
            for (String way : JoinSection.BY_URL) {
                Samples ratio = rates.ratio(DIRECT_PASSWORD, way, load);
                goals.add(Goal.shown("libpq, " + way + ", " + load + ": time / direct by password", ratio));
            }
        }
        return goals;
    }
}
