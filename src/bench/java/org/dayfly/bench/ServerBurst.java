package org.dayfly.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Ports;
import org.dayfly.bench.stage.WholeServers;
import org.dayfly.cluster.embedded.CopiedServers;

/** Many clients that ask for a whole server at the same moment, compared with as many servers started by hand. */
final class ServerBurst {
    private static final String SERVER = "dayfly server";
    private static final String BEST = "by hand, best";
    private static final int SIZE = WholeServers.MOST;
    private static final String LOAD = SIZE + " at once, ms";
    private static final List<Integer> PARALLEL = List.of(2, 4, 8, SIZE);

    private final WholeServers servers;
    private final CopiedServers byHand;
    private final List<Integer> ports;

    private ServerBurst(WholeServers servers, CopiedServers byHand) {
        this.servers = servers;
        this.byHand = byHand;
        Random random = new Random();
        Set<Integer> distinct = new LinkedHashSet<>();
        while (distinct.size() < SIZE) {
            distinct.add(Ports.fixed(random));
        }
        this.ports = List.copyOf(distinct);
    }

    /** @param servers keep none ready */
    static Findings measure(Options options, WholeServers servers, CopiedServers byHand) throws Exception {
        ServerBurst burst = new ServerBurst(servers, byHand);
        Rates rates = new Rates(BEST);
        for (int round = -1; round < options.rounds(); round++) {
            rates.begin(round); // the first round does not count
            burst.round(round, rates);
        }
        return Findings.of(
                rates.table(
                        "Whole servers, none ready: time until all clients have their first answer",
                        "pgjdbc, a thread for each connection. By hand: cp, the settings, postgres, so many at once.",
                        List.of(LOAD)),
                List.of(Goal.atMost(
                        1.2,
                        "whole servers, " + SIZE + " at once: dayfly / by hand, best",
                        rates.ratio(SERVER, BEST, LOAD))));
    }

    /** Measures dayfly between the two halves of the starts by hand, so that both see the same machine. */
    private void round(int round, Rates rates) throws Exception {
        double best = Double.POSITIVE_INFINITY;
        List<Integer> order = Run.order(PARALLEL, Math.max(round, 0));
        for (int i = 0; i < order.size(); i++) {
            if (i == order.size() / 2) {
                rates.add(SERVER, LOAD, byDayfly());
            }
            int parallel = order.get(i);
            double millis = byHand(parallel);
            rates.add("by hand, " + parallel + " in parallel", LOAD, millis);
            best = Math.min(best, millis);
        }
        rates.add(BEST, LOAD, best);
    }

    private double byDayfly() throws Exception {
        Queue<Connection> held = new ConcurrentLinkedQueue<>();
        Jdbc client = servers.client();
        try {
            return Parallel.millis(SIZE, thread -> held.add(client.firstQuery()));
        } finally {
            close(held);
            servers.drop();
        }
    }

    private double byHand(int parallel) throws Exception {
        Queue<Connection> held = new ConcurrentLinkedQueue<>();
        Queue<Integer> left = new ConcurrentLinkedQueue<>(ports);
        try {
            return Parallel.millis(parallel, thread -> {
                for (Integer port = left.poll(); port != null; port = left.poll()) {
                    byHand.start(port);
                    held.add(Jdbc.tcp(port, "postgres", "postgres").firstQuery());
                }
            });
        } finally {
            close(held);
            byHand.close();
        }
    }

    private static void close(Queue<Connection> held) throws SQLException {
        for (Connection connection : new ArrayList<>(held)) {
            connection.close();
        }
    }
}
