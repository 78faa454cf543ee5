package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client gets a database and a session that were made ahead and are as new as those made on request. */
@ExtendWith(TestServer.class)
final class WarmTest {
    private final Cluster cluster;
    private final TestProxy proxy;
    private final Connection registry;
    private final RegistryProbe probe;

    WarmTest(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
        registry = cluster.connect("dayfly");
        probe = RegistryProbe.in(registry);
    }

    @AfterEach
    void close() throws SQLException {
        registry.close();
        proxy.close();
    }

    /** The sessions that were opened ahead, as {@code database/pid}. */
    private List<String> ready() throws SQLException {
        return probe.all().warm().sessions();
    }

    private static String place(Connection session) throws SQLException {
        return Sql.ask(session, "SELECT current_database() || '/' || pg_backend_pid()");
    }

    /** Shows the proxy the startup parameters of clients, and waits until each warm database has a session. */
    private void learn(Map<String, String> properties) throws Exception {
        proxy.connect("new", properties).close();
        Eventually.holds("each warm database has a session", this::hasEachASession);
    }

    @Test
    void aClientGetsASessionThatWasOpenBeforeItConnected() throws Exception {
        learn(Map.of());
        List<String> ready = ready();
        try (Connection session = proxy.connect("new")) {
            assertThat(ready).contains(place(session));
        }
    }

    @Test
    void eachReadySessionIsTakenOnce() throws Exception {
        learn(Map.of());
        try (Connection first = proxy.connect("new");
                Connection second = proxy.connect("new");
                Connection third = proxy.connect("new")) {
            assertThat(place(first)).isNotEqualTo(place(second)).isNotEqualTo(place(third));
            assertThat(place(second)).isNotEqualTo(place(third));
        }
    }

    @Test
    void resetAllRestoresTheStartupParametersOfEachClient() throws Exception {
        learn(Map.of("ApplicationName", "one", "options", "-c work_mem=1MB"));
        try (Connection session = proxy.connect("new", Map.of("options", "-c work_mem=2MB"))) {
            Sql.run(session, "SET work_mem = '3MB'; RESET ALL");
            assertThat(Sql.ask(session, "SHOW work_mem")).isEqualTo("2MB");
        }
        try (Connection session =
                proxy.connect("new", Map.of("ApplicationName", "one", "options", "-c work_mem=1MB"))) {
            Sql.run(session, "SET work_mem = '3MB'; RESET ALL");
            assertThat(Sql.ask(session, "SHOW work_mem")).isEqualTo("1MB");
            assertThat(Sql.ask(session, "SHOW dayfly.url")).contains(Sql.ask(session, "SELECT current_database()"));
        }
    }

    @Test
    void aReadySessionThatEndedIsNotUsed() throws Exception {
        learn(Map.of());
        List<String> ready = ready();
        probe.all().warm().endSessions();
        Eventually.holds("other sessions take their place", () -> {
            List<String> now = ready();
            return now.size() >= 2 && Collections.disjoint(now, ready);
        });
        try (Connection first = proxy.connect("new");
                Connection second = proxy.connect("new")) {
            assertThat(first.isValid(5)).isTrue();
            assertThat(second.isValid(5)).isTrue();
        }
    }

    @Test
    void aSessionThatTheServerRefusedIsOpenedAsSoonAsTheServerAllowsIt() throws Exception {
        learn(Map.of());
        String name = ready().get(0).substring(0, ready().get(0).indexOf('/'));
        allowConnections(name, false);
        Sql.run(registry, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        Eventually.holds("the session is over", () -> !hasSession(name));
        for (int i = 0; i < 5; i++) {
            // The proxy began to connect earlier, so the server has refused it by then.
            assertThatThrownBy(() -> cluster.connect(name)).isInstanceOf(SQLException.class);
        }
        allowConnections(name, true);
        Eventually.holds("the database has a session again", () -> hasSession(name));
    }

    @Test
    void theStartupParametersOfARefusedClientAreNotLearnt() throws Exception {
        learn(Map.of());
        for (int i = 0; i < 3; i++) {
            assertRefused("22023", () -> proxy.connect("new", Map.of("options", "-c work_mem=abc")));
        }
        Eventually.holds("each warm database has a session as the accepted client wants", this::hasEachASession);
    }

    private void allowConnections(String name, boolean allowed) throws SQLException {
        Sql.run(registry, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + allowed);
    }

    private boolean hasSession(String name) throws SQLException {
        return !probe.of(name).warm().sessions().isEmpty();
    }

    private boolean hasEachASession() throws SQLException {
        return probe.all().warm().haveASessionEach(2);
    }

    @Test
    void aDatabaseThatAnAdministratorDroppedIsNotHandedOut() throws Exception {
        learn(Map.of());
        List<String> dropped = probe.all().warm().names();
        probe.all().warm().make().reclaiming("dropped");
        Eventually.sees(
                "the databases are gone",
                List.of(),
                () -> probe.all().inState("reclaiming").names());
        try (Connection session = proxy.connect("new")) {
            assertThat(dropped).doesNotContain(Sql.ask(session, "SELECT current_database()"));
        }
    }

    @Test
    void copiesAreMadeAheadAfterTheFirstAndAreNeverStale() throws Exception {
        String key = "warm-" + Long.toString(System.nanoTime(), 36);
        for (int state = 1; state <= 3; state++) {
            try (Connection source = proxy.connect("new." + key)) {
                Sql.run(source, "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT " + state + " AS state");
            }
            for (int i = 0; i < 2; i++) {
                try (Connection copy = proxy.connect("copy." + key)) {
                    assertThat(Sql.ask(copy, "TABLE kept")).isEqualTo(Integer.toString(state));
                }
                Eventually.holds(
                        "copies are warm",
                        () -> probe.all().warm().ofSource(key).count() > 0);
            }
        }
    }

    @Test
    void noWarmDatabaseOutlivesItsProxy() throws Exception {
        try (TestProxy another = TestProxy.before(cluster, "databases.warm.min=3")) {
            another.connect("new").close();
            Eventually.sees(
                    "two proxies have warm databases", 2, () -> probe.all().keepers());
        }
        assertThat(probe.all().keepers()).isEqualTo(1);
    }
}
