package org.dayfly.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Proxy;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.WireSession;

/** COPY of a gigabyte out of a table and into it, directly and through each proxy. */
final class CopySection implements Section {
    private static final String DIRECT = "direct, TCP";
    private static final String OUT = "out, MB/s";
    private static final String IN = "in, MB/s";
    private static final int ROW = 1000;
    private static final int ROWS_AT_ONCE = 64;
    private static final double MILLION = 1e6;
    private static final double MILLIS = 1000;

    @Override
    public String name() {
        return "copy";
    }

    /** The port and the user of a session. */
    private record Way(int port, String user) {}

    @Override
    public Findings measure(Run run) throws Exception {
        int batches = run.options().size(1_000_000, 100_000) / ROWS_AT_ONCE;
        Server server = run.server();
        try (Dayfly dayfly = run.proxies().dayfly()) {
            Map<String, Way> ways = ways(server, run.proxies(), dayfly);
            Rates rates = new Rates(DIRECT);
            for (int round = -1; round < run.options().rounds(); round++) {
                rates.begin(round); // the first round does not count
                for (String name : Run.order(List.copyOf(ways.keySet()), Math.max(round, 0))) {
                    copy(name, ways.getOrDefault(name, new Way(0, "")), batches, rates);
                }
            }
            String note = (long) batches * ROWS_AT_ONCE + " rows of " + ROW
                    + " bytes, of an unlogged table, by a client " + "that only moves bytes.";
            return Findings.of(
                    rates.table("COPY of 1 GB", note, List.of(OUT, IN)),
                    goals(rates),
                    rates.chart("COPY out, MB/s: more is better", OUT),
                    rates.chart("COPY in, MB/s: more is better", IN));
        }
    }

    private static Map<String, Way> ways(Server server, Proxies proxies, Dayfly dayfly) throws Exception {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put(DIRECT, new Way(server.port(), Server.TENANT));
        ways.put("dayfly", new Way(dayfly.port(), "new.bulk"));
        for (Proxy proxy : Stream.of(proxies.pgBouncer(Server.TENANT), proxies.haProxy())
                .flatMap(Optional::stream)
                .toList()) {
            ways.put(proxy.name(), new Way(proxy.port(), Server.TENANT));
        }
        return ways;
    }

    private static void copy(String name, Way way, int batches, Rates rates) throws Exception {
        byte[] rows = ("x".repeat(ROW - 1) + "\n").repeat(ROWS_AT_ONCE).getBytes(StandardCharsets.US_ASCII);
        double megabytes = (double) batches * rows.length / MILLION;
        try (WireSession session = WireSession.busy(way.port(), way.user(), Server.TENANT)) {
            session.run("DROP TABLE IF EXISTS bulk");
            session.run("CREATE UNLOGGED TABLE bulk (line text)");
            long start = System.nanoTime();
            session.copyIn("COPY bulk FROM STDIN", rows, batches);
            rates.add(name, IN, megabytes * MILLIS / Samples.millisSince(start));
            start = System.nanoTime();
            session.run("COPY bulk TO STDOUT");
            rates.add(name, OUT, megabytes * MILLIS / Samples.millisSince(start));
            session.run("DROP TABLE bulk");
        }
    }

    private static List<Goal> goals(Rates rates) {
        List<Goal> goals = new ArrayList<>();
        for (String load : List.of(OUT, IN)) {
            goals.add(Goal.atLeast(0.9, "COPY " + load + ": dayfly / direct", rates.ratio("dayfly", DIRECT, load)));
            if (rates.has("HAProxy", load)) {
                goals.add(
                        Goal.atLeast(1, "COPY " + load + ": dayfly / HAProxy", rates.ratio("dayfly", "HAProxy", load)));
            }
        }
        return goals;
    }
}
