package org.dayfly.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.PgBench;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Target;
import org.postgresql.PGConnection;

/** pgbench on the same database, directly and through each proxy. */
final class PgBenchSection implements Section {
    private static final String DAYFLY = "dayfly";
    private static final List<Integer> CLIENTS = List.of(1, 8, 64);
    private static final List<Integer> CLIENTS_OF_PIPELINES = List.of(1, 8);
    private static final int SCALE = 10;
    private static final int IN_PIPELINE = 10;

    @Override
    public String name() {
        return "pgbench";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        PgBench pgbench = PgBench.find().orElseThrow();
        Proxies proxies = run.proxies();
        try (Dayfly dayfly = proxies.dayfly(Proxies.REAPER_BY_DEFAULT);
                Connection maker = dayfly.as("new.pgbench").connect()) {
            String url = String.valueOf(maker.unwrap(PGConnection.class).getParameterStatus("dayfly.url"));
            Target issued = Target.issued(DAYFLY, url);
            List<Target> targets = Targets.of(run.server(), proxies, issued.user(), issued.database(), List.of(issued));
            pgbench.initialize(issued, SCALE);
            String script = pipeline(run).toString();
            Rates select = measure(run, pgbench, targets, CLIENTS, "-S", "-M", "prepared");
            Rates pipeline = measure(run, pgbench, targets, CLIENTS_OF_PIPELINES, "-M", "prepared", "-f", script);
            Rates tpcb = measure(run, pgbench, targets, CLIENTS, "-b", "tpcb-like");
            List<Goal> goals = new ArrayList<>(goalsOfSelect(select));
            goals.addAll(goalsOfPipeline(pipeline));
            return new Findings(
                    List.of(
                            select.table("pgbench -S -M prepared, transactions per second", note(run), loads(CLIENTS)),
                            pipeline.table(
                                    "pgbench, pipelines of " + IN_PIPELINE + " SELECTs, pipelines per second",
                                    note(run),
                                    loads(CLIENTS_OF_PIPELINES)),
                            tpcb.table("pgbench, TPC-B-like, transactions per second", note(run), loads(CLIENTS))),
                    List.of(
                            select.chart("pgbench -S -M prepared, 8 clients, tps: more is better", load(8)),
                            pipeline.chart("pgbench, pipelines, 8 clients, per second: more is better", load(8)),
                            tpcb.chart("pgbench, TPC-B-like, 8 clients, tps: more is better", load(8))),
                    goals);
        }
    }

    /** A script whose transaction is a pipeline of SELECTs as in pgbench -S. */
    private static Path pipeline(Run run) throws Exception {
        String select = "\\set aid random(1, 100000 * " + SCALE + ")\n"
                + "SELECT abalance FROM pgbench_accounts WHERE aid = :aid;\n";
        return Files.writeString(
                run.newFolder("pgbench").resolve("pipeline.sql"),
                "\\startpipeline\n" + select.repeat(IN_PIPELINE) + "\\endpipeline\n");
    }

    private static String load(int clients) {
        return clients + (clients == 1 ? " client" : " clients");
    }

    private static List<String> loads(List<Integer> clients) {
        return clients.stream().map(PgBenchSection::load).toList();
    }

    private static Rates measure(
            Run run, PgBench pgbench, List<Target> targets, List<Integer> numbers, String... script) throws Exception {
        int seconds = run.options().size(6, 2);
        for (Target target : targets) { // does not count
            pgbench.run(target, 8, seconds, script);
        }
        Rates rates = new Rates(Targets.DIRECT);
        for (int round = 0; round < run.options().rounds(); round++) {
            rates.begin(round);
            for (int clients : numbers) {
                for (Target target : Run.order(targets, round)) {
                    rates.add(target.name(), load(clients), pgbench.run(target, clients, seconds, script));
                }
            }
        }
        return rates;
    }

    private static String note(Run run) {
        return "Scale " + SCALE + ", " + run.options().size(6, 2)
                + " s each, on one database that dayfly made, as the role that owns it; dayfly's clients log in with"
                + " its password, which is not timed.";
    }

    private static List<Goal> goalsOfSelect(Rates rates) {
        List<Goal> goals = new ArrayList<>();
        for (String load : loads(CLIENTS)) {
            rates.ranked(Targets.PROXIES, load).stream()
                    .findFirst()
                    .ifPresent(better -> goals.add(Goal.atLeast(
                            1,
                            "pgbench -S, " + load + ": dayfly / the better of pgbouncer and HAProxy (" + better + ")",
                            rates.ratio(DAYFLY, better, load))));
        }
        goals.add(Goal.atLeast(
                0.75, "pgbench -S, 8 clients: dayfly / direct", rates.ratio(DAYFLY, Targets.DIRECT, load(8))));
        return goals;
    }

    private static List<Goal> goalsOfPipeline(Rates rates) {
        List<Goal> goals = new ArrayList<>();
        for (String load : loads(CLIENTS_OF_PIPELINES)) {
            String what = "pipeline of " + IN_PIPELINE + ", " + load + ": dayfly / ";
            for (String proxy : rates.ranked(Targets.PROXIES, load)) {
                double limit = proxy.equals(Targets.HAPROXY) ? 0.95 : 1;
                goals.add(Goal.atLeast(limit, what + proxy, rates.ratio(DAYFLY, proxy, load)));
            }
        }
        return goals;
    }
}
