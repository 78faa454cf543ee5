package org.dayfly.bench.soak;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;
import org.dayfly.bench.stage.DayflyProcess;
import org.dayfly.bench.stage.OutageLog;
import org.dayfly.bench.stage.RegistryReader;
import org.dayfly.cluster.embedded.OwnServer;

/** Kills, stops and suspends dayfly and its server, one after the other, and starts them again. For one thread. */
final class Faults {
    private static final long LEAST_STOP = 1_500;
    private static final int MORE_STOP = 4_000;
    private static final long LOOK = 50;

    private final List<DayflyProcess> proxies;
    private final OwnServer server;
    private final RegistryReader registry;
    private final Outages outages;
    private final Judge judge;
    private final Tally tally;

    Faults(
            List<DayflyProcess> proxies,
            OwnServer server,
            RegistryReader registry,
            Outages outages,
            Judge judge,
            Tally tally) {
        this.proxies = proxies;
        this.server = server;
        this.registry = registry;
        this.outages = outages;
        this.judge = judge;
        this.tally = tally;
    }

    /** The faults. */
    enum Kind {
        KILL_A,
        KILL_B,
        KILL_BOTH,
        KILL_BACKEND,
        KILL_SERVER,
        KILL_ALL,
        STOP_A,
        STOP_B,
        HANG_A,
        HANG_B,
        HANG_SERVER
    }

    /** Causes one fault, and ends it. */
    void happen(Kind kind, Random random) {
        long stop = LEAST_STOP + random.nextInt(MORE_STOP);
        tally.count("fault " + kind);
        try {
            switch (kind) {
                case KILL_A -> killProxies(List.of(0));
                case KILL_B -> killProxies(List.of(1));
                case KILL_BOTH -> killProxies(List.of(0, 1));
                case KILL_BACKEND -> killServer(false);
                case KILL_SERVER -> killServer(true);
                case KILL_ALL -> killAll();
                case STOP_A -> stopProxy(0);
                case STOP_B -> stopProxy(1);
                case HANG_A -> hangProxy(0, stop);
                case HANG_B -> hangProxy(1, stop);
                case HANG_SERVER -> hangServer(stop);
            }
        } catch (IOException | SQLException | RuntimeException e) {
            judge.problem(Problem.HARNESS, "fault " + kind + ": " + e);
        }
    }

    private void killProxies(List<Integer> which) throws IOException {
        List<OutageLog.Outage> begun = which.stream().map(outages::begins).toList();
        try {
            which.forEach(proxy -> proxies.get(proxy).kill());
            for (int proxy : which) {
                proxies.get(proxy).start();
            }
        } finally {
            begun.forEach(OutageLog.Outage::over);
        }
    }

    /** Kills the postmaster, or one of its backends; PostgreSQL then ends all backends and restarts. */
    private void killServer(boolean whole) throws SQLException {
        OptionalLong pid = whole ? OptionalLong.empty() : backend();
        OutageLog.Outage outage = outages.begins(Outages.SERVER);
        try {
            if (pid.isPresent()) {
                ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
                Clock.sleep(LOOK);
            } else {
                server.kill();
                server.start();
            }
            registry.awaitServer();
        } finally {
            outage.over();
        }
    }

    private OptionalLong backend() throws SQLException {
        try (Connection connection = registry.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pid FROM pg_stat_activity"
                        + " WHERE usename LIKE 'dayfly%' ORDER BY random() LIMIT 1")) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    private void killAll() throws IOException, SQLException {
        List<OutageLog.Outage> begun = List.of(outages.begins(Outages.SERVER), outages.begins(0), outages.begins(1));
        try {
            server.kill();
            proxies.forEach(DayflyProcess::kill);
            server.start();
            registry.awaitServer();
            for (DayflyProcess proxy : proxies) {
                proxy.start();
            }
        } finally {
            begun.forEach(OutageLog.Outage::over);
        }
    }

    private void stopProxy(int proxy) throws IOException {
        OutageLog.Outage outage = outages.begins(proxy);
        try {
            if (!proxies.get(proxy).terminate()) {
                judge.problem(Problem.HARNESS, "dayfly " + "AB".charAt(proxy) + " did not end well after SIGTERM");
            }
            proxies.get(proxy).start();
        } finally {
            outage.over();
        }
    }

    private void hangProxy(int proxy, long stop) throws IOException {
        OutageLog.Outage outage = outages.begins(proxy);
        proxies.get(proxy).hang(true);
        Clock.sleep(stop);
        proxies.get(proxy).hang(false);
        outage.over();
    }

    private void hangServer(long stop) {
        OutageLog.Outage outage = outages.begins(Outages.SERVER);
        server.hang(true);
        Clock.sleep(stop);
        server.hang(false);
        outage.over();
    }

    /** Starts each proxy again that has ended by itself. */
    void revive() {
        for (int proxy = 0; proxy < proxies.size(); proxy++) {
            if (!proxies.get(proxy).isAlive()) {
                judge.problem(Problem.HARNESS, "dayfly " + "AB".charAt(proxy) + " is not running");
                try {
                    killProxies(List.of(proxy));
                } catch (IOException e) {
                    judge.problem(Problem.HARNESS, String.valueOf(e.getMessage()));
                }
            }
        }
    }
}
