package org.dayfly.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.PgBench;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Target;

/** Connects and runs a first query by libpq: pgbench connects for each SELECT 1. */
final class LibpqSection implements Section {
    private static final String DIRECT = "direct, TCP";
    private static final String ONE = "1 client";
    private static final String EIGHT = "8 clients";

    @Override
    public String name() {
        return "libpq";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        PgBench pgbench = PgBench.find().orElseThrow();
        Path script = Files.writeString(run.newFolder("libpq").resolve("select1.sql"), "SELECT 1;\n");
        Proxies proxies = run.proxies();
        try (Dayfly dayfly = proxies.dayfly()) {
            Leases leases = Leases.on(run.server());
            List<Target> targets = targets(run.server(), proxies, dayfly);
            int seconds = run.options().size(5, 1);
            Rates rates = new Rates(DIRECT);
            for (int round = -1; round < run.options().rounds(); round++) {
                for (Target target : Run.order(targets, Math.max(round, 0))) {
                    double one = pgbench.run(target, 1, seconds, "-C", "-f", script.toString());
                    leases.sweep();
                    double eight = pgbench.run(target, 8, seconds, "-C", "-f", script.toString());
                    leases.sweep();
                    if (round >= 0) { // the first round does not count
                        rates.add(target.name(), ONE, one);
                        rates.add(target.name(), EIGHT, eight);
                    }
                }
            }
            String note = "pgbench -C, " + seconds + " s each, back to back; what was made is dropped in between.";
            return Findings.of(
                    rates.table("Connect + SELECT 1 by libpq, per second", note, List.of(ONE, EIGHT)),
                    List.of(),
                    rates.chart("Connect + SELECT 1 by libpq, 1 client, per second: more is better", ONE));
        }
    }

    private static List<Target> targets(Server server, Proxies proxies, Dayfly dayfly) throws Exception {
        Target direct = Target.direct(server, Server.TENANT, Server.TENANT);
        List<Target> targets = new ArrayList<>(List.of(
                direct,
                Target.bySocket(server, Server.TENANT, Server.TENANT),
                Target.magic("dayfly new", dayfly, "new"),
                Target.magic("dayfly new.KEY, joining", dayfly, "new.bench")));
        proxies.pgBouncer(Server.TENANT).ifPresent(proxy -> targets.add(Target.through(proxy, direct)));
        proxies.haProxy().ifPresent(proxy -> targets.add(Target.through(proxy, direct)));
        return targets;
    }
}
