package org.dayfly.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dayfly.bench.connect.Connect;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.connect.WholeServer;
import org.dayfly.bench.connect.Zonky;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.WholeServers;

/** One client at a time that connects to a new whole server and runs a first query. */
final class ServerConnects {
    private static final String DIRECT = "PostgreSQL, existing server";
    private static final String READY = "dayfly server, ready";
    private static final String NONE_READY = "dayfly server, none ready";
    /** dayfly opens a session on the next whole server in this time, which the registry does not tell. */
    private static final Duration PACE = Duration.ofMillis(750);

    private static final int SLOW = 90;
    private static final String HOW =
            "pgjdbc with sslmode=disable and gssEncMode=disable; closing and dropping are not" + " timed. ";

    private ServerConnects() {}

    /** @param direct the port of an existing server with the same programs and the same settings */
    static Findings whileReady(Options options, WholeServers servers, int direct) throws Exception {
        servers.awaitReady();
        Map<Contender, List<Samples>> measured = new Turns(options.rounds(), options.size(30, 5), 3, PACE)
                .measure(List.of(
                        Connect.to(DIRECT, Jdbc.tcp(direct, "postgres", "postgres")),
                        new WholeServer(READY, servers, true)));
        Latencies latencies = new Latencies(DIRECT, SLOW).add(measured);
        return Findings.of(
                latencies.table(
                        "Whole server, one ready: connect + first query",
                        "A client every " + PACE.toMillis() + " ms, each on a new whole server. " + HOW),
                List.of(Goal.atMost(1.5, "whole server, one ready: p50 / direct", latencies.p50Ratio(READY, DIRECT))));
    }

    /** @param servers keep none ready */
    static Findings whileNoneReady(Run run, WholeServers servers) throws Exception {
        Contender dayfly = new WholeServer(NONE_READY, servers, false);
        Contender zonky = new Zonky(run.newFolder("zonky"));
        Options options = run.options();
        Map<Contender, List<Samples>> measured =
                new Turns(options.rounds(), options.size(10, 2), 1, Duration.ZERO).measure(List.of(zonky, dayfly));
        boolean compared = measured.containsKey(zonky);
        Latencies latencies = new Latencies(compared ? zonky.name() : NONE_READY, SLOW).add(measured);
        List<Goal> goals = new ArrayList<>();
        if (compared) {
            goals.add(Goal.atMost(
                    0.1, "whole server, none ready: p50 / zonky", latencies.p50Ratio(NONE_READY, zonky.name())));
        }
        goals.add(Goal.atMost(150, "whole server, none ready: p50 in ms", latencies.p50(NONE_READY)));
        return Findings.of(
                latencies.table(
                        "Whole server, none ready: connect + first query", "One client after the other. " + HOW),
                goals);
    }
}
