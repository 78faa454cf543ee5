package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Cuts dayfly off from its server after each message in turn; to the server this looks like a crash of dayfly. A client
 * that had an answer to a query keeps its database, no database is handed out twice, and nothing is left over.
 *
 * <p>Each run tries some of the points; {@code -Ddayfly.crash-points=1} tries all of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class CrashPointsTest {
    private static final int STEP = Integer.getInteger("dayfly.crash-points", 97);
    private static final String[] SETTINGS = {
        "reaper.interval=100ms", "databases.warm.min=1", "databases.warm.max=2", "login-deadline=2s"
    };

    private final ExternalServer server = ExternalServer.start(18);
    private final Cluster cluster = ExternalCluster.at(server.url());
    private final Set<String> everAnswered = new HashSet<>();
    private final ExecutorService closers = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> closings = new ArrayList<>();

    @AfterAll
    void close() {
        closings.forEach(CompletableFuture::join);
        closers.shutdown();
        cluster.close();
        server.close();
    }

    @Test
    void aCrashAtAnyPointCostsNoClientItsDatabase() throws Exception {
        int points = 0;
        boolean livedThrough = false;
        for (int last = 1; !livedThrough; last += STEP) {
            for (boolean delivered : new boolean[] {false, true}) {
                Life life = new Life("source-" + last + (delivered ? "-delivered" : ""));
                try (CutRelay relay = new CutRelay(server.url(), last, delivered)) {
                    livedThrough = life.run(relay);
                }
                life.check();
                points++;
            }
        }
        System.out.println(points + " crash points");
        assertThat(points).isGreaterThan(100 / STEP);
    }

    /**
     * What a client knows of a database in which it has run a query.
     *
     * @param url the URL of the database, empty if the client does not know it yet
     * @param holds the row of its table, empty if the client does not know it yet
     */
    private record Used(String url, String holds) {}

    /** Uses some databases until dayfly is cut off from its server. */
    private final class Life {
        private final String key;
        private final Map<String, Used> answered = new LinkedHashMap<>();

        private boolean reset;
        private String keyed = "";

        Life(String key) {
            this.key = key;
        }

        boolean run(CutRelay relay) throws Exception {
            Cluster cutOff = ExternalCluster.at(relay.url());
            TestProxy proxy = TestProxy.before(cutOff, SETTINGS);
            try {
                relay.count();
                live(proxy, relay);
                return !relay.isCut();
            } catch (SQLException end) {
                if (!relay.isCut()) {
                    throw end;
                }
                return false;
            } finally {
                relay.close();
                // The proxy waits some seconds for its server. The next life of this test need not wait for that.
                closings.add(CompletableFuture.runAsync(
                        () -> {
                            proxy.close();
                            cutOff.close();
                        },
                        closers));
            }
        }

        private void live(TestProxy proxy, CutRelay relay) throws Exception {
            String passing;
            try (Connection session = proxy.connect("new")) {
                use(session);
            }
            try (Connection session = proxy.connect("new")) {
                passing = use(session);
            }
            try (Connection session = proxy.connect("new." + key)) {
                keyed = use(session);
            }
            try (Connection session = proxy.connect("copy." + key)) {
                use(session);
                assertThat(Sql.ask(session, "TABLE kept")).isEqualTo(keyed);
            }
            answered.remove(passing);
            try (Connection registry = cluster.connect("dayfly")) {
                LeaseRows row = RegistryProbe.in(registry).of(passing);
                row.make().expired();
                Eventually.holds("the expired database is dropped", () -> relay.isCut() || row.count() == 0);
            }
            answered.remove(keyed);
            reset = true;
            try (Connection session = proxy.connect("reset." + key)) {
                use(session);
            }
            try (Connection session = proxy.connect("new." + key)) {
                use(session);
            }
        }

        /** Runs a query in a database, and keeps the name of the database in a table. */
        private String use(Connection session) throws SQLException {
            String name = Sql.ask(session, "SELECT current_database()");
            if (!answered.containsKey(name) && !reset) {
                assertThat(everAnswered.add(name))
                        .as("handed out for the first time")
                        .isTrue();
            }
            answered.put(name, new Used("", ""));
            Sql.run(session, "CREATE TABLE IF NOT EXISTS kept AS SELECT current_database()::text AS name");
            answered.put(name, new Used(Sql.ask(session, "SHOW dayfly.url"), Sql.ask(session, "TABLE kept")));
            return name;
        }

        /** Starts another dayfly, and checks that nothing is lost, handed out twice or left over. */
        void check() throws Exception {
            try (TestProxy proxy = TestProxy.before(cluster, SETTINGS);
                    Connection registry = cluster.connect("dayfly")) {
                RegistryProbe probe = RegistryProbe.in(registry);
                for (Map.Entry<String, Used> each : answered.entrySet()) {
                    assertThat(probe.of(each.getKey()).state()).isEqualTo("leased");
                    if (!each.getValue().url().isEmpty()) {
                        try (Connection session = proxy.connect(
                                each.getValue().url().replaceFirst("@[^/]+/", "@127.0.0.1:" + proxy.port() + "/"))) {
                            assertThat(Sql.ask(session, "TABLE kept"))
                                    .isEqualTo(each.getValue().holds());
                        }
                    }
                }
                for (int i = 0; i < 3; i++) {
                    try (Connection session = proxy.connect("new")) {
                        assertThat(everAnswered.add(Sql.ask(session, "SELECT current_database()")))
                                .as("handed out for the first time")
                                .isTrue();
                    }
                }
                if (!keyed.isEmpty()) {
                    try (Connection session = proxy.connect("new." + key)) {
                        String kept = Sql.ask(
                                session,
                                "SELECT to_regclass('kept') IS NOT NULL AND current_database() = '" + keyed + "'");
                        assertThat(reset || kept.equals("t")).isTrue();
                    }
                }
                Leftovers.gone(registry);
                probe.all().leased().make().expired();
                Eventually.sees(
                        "no database is in service or being dropped",
                        List.of(),
                        () -> probe.all().inState("leased", "reclaiming").names());
                Eventually.sees(
                        "no snapshot is left",
                        List.of(),
                        () -> probe.all().snapshots().names());
            }
        }
    }
}
