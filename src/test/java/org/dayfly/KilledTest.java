package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases that were handed out survive kill -9 of the proxy, of the server and of both. Nothing is left over. */
class KilledTest {
    private static final int LEASES = 30;

    private final ServedFolder folder = ServedFolder.create();
    private final List<Connection> sessions = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private final Set<String> databases = new HashSet<>();
    private ServeProcess dayfly;

    @BeforeEach
    void handOut() throws Exception {
        dayfly = ServeProcess.start(folder);
        for (int i = 0; i < LEASES; i++) {
            Connection session = TestProxy.connect(dayfly.port(), "new");
            sessions.add(session);
            urls.add(Sql.ask(session, "SHOW dayfly.url"));
            databases.add(Sql.ask(session, "SELECT current_database()"));
        }
        assertThat(databases).hasSize(LEASES);
    }

    @AfterEach
    void close() throws Exception {
        for (Connection each : sessions) {
            each.close();
        }
        dayfly.close();
        folder.close();
    }

    @Test
    void handedOutDatabasesSurviveKillsOfProxyAndServer() throws Exception {
        dayfly.kill();
        dayfly = ServeProcess.start(folder);
        assertAllIsThere();

        folder.killServer();
        Eventually.holds("the server is back", this::handsOut);
        assertAllIsThere();

        dayfly.kill();
        folder.killServer();
        dayfly = ServeProcess.start(folder);
        assertAllIsThere();
    }

    private boolean handsOut() {
        try (Connection session = TestProxy.connect(dayfly.port(), "new")) {
            return session.isValid(5);
        } catch (SQLException notYet) {
            assertThat(notYet.getSQLState()).isIn("57P03", "57P01", "08006");
            return false;
        }
    }

    private void assertAllIsThere() throws Exception {
        for (String url : urls) {
            String there = url.replaceFirst("@[^/]+/", "@127.0.0.1:" + dayfly.port() + "/");
            try (Connection joined = TestProxy.connect(dayfly.port(), there)) {
                assertThat(there).endsWith("/" + Sql.ask(joined, "SELECT current_database()"));
            }
        }
        for (int i = 0; i < 5; i++) {
            try (Connection fresh = TestProxy.connect(dayfly.port(), "new")) {
                assertThat(databases.add(Sql.ask(fresh, "SELECT current_database()")))
                        .as("handed out for the first time")
                        .isTrue();
            }
        }
        assertNothingIsOrphaned();
    }

    private void assertNothingIsOrphaned() throws Exception {
        try (Cluster cluster = folder.cluster();
                Connection registry = cluster.connect("dayfly")) {
            Leftovers.gone(registry);
            assertThat(RegistryProbe.in(registry).all().names()).containsAll(databases);
        }
    }
}
