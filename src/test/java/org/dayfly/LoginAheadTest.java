package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that joins a database with another session logs in while the registry is still asked. */
@ExtendWith(TestServer.class)
final class LoginAheadTest {
    private final TestProxy proxy;
    private final Connection registry;
    private final RegistryProbe probe;
    private final Connection observer;
    private final Connection holder;
    private final String user = "new.shared-" + System.nanoTime();
    private final String database;

    LoginAheadTest(Cluster cluster) throws SQLException {
        proxy = TestProxy.before(cluster, "reaper.interval=1h");
        registry = cluster.connect("dayfly");
        probe = RegistryProbe.in(registry);
        observer = cluster.connect("postgres");
        // A fresh key: of a database that it joined just now, the proxy need not ask the registry.
        holder = proxy.connect(user);
        database = Sql.ask(holder, "SELECT current_database()");
    }

    @BeforeEach
    void lockTheRegistry() throws SQLException {
        registry.setAutoCommit(false);
        probe.lockAgainstWrites();
    }

    @AfterEach
    void close() throws SQLException {
        holder.close();
        observer.close();
        registry.close();
        proxy.close();
    }

    private String sessions() throws SQLException {
        return Sql.ask(observer, "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    private CompletableFuture<Connection> joining(String userOrUrl) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return proxy.connect(userOrUrl);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    private void seesTwoSessions() throws Exception {
        Eventually.sees("the client has logged in on the server", "2", this::sessions);
    }

    @Test
    void aClientOfAKeyGetsTheSessionOnceTheRegistryAgrees() throws Exception {
        CompletableFuture<Connection> joining = joining(user);
        seesTwoSessions();
        assertThat(joining).isNotDone();
        registry.rollback();
        try (Connection joined = joining.join()) {
            assertThat(Sql.ask(joined, "SELECT current_database()")).isEqualTo(database);
            assertThat(sessions()).isEqualTo("2");
        }
    }

    @Test
    void aClientOfAnIssuedRoleGetsTheSessionOnceTheRegistryAgrees() throws Exception {
        CompletableFuture<Connection> joining = joining(Sql.ask(holder, "SHOW dayfly.url"));
        seesTwoSessions();
        assertThat(joining).isNotDone();
        registry.rollback();
        try (Connection joined = joining.join()) {
            assertThat(Sql.ask(joined, "SELECT current_database()")).isEqualTo(database);
        }
    }

    @Test
    void theSessionIsClosedIfTheDatabaseHasLostItsKey() throws Exception {
        CompletableFuture<Connection> joining = joining(user);
        seesTwoSessions();
        probe.of(database).make().ofKey(new Key("another"));
        registry.commit();
        try (Connection joined = joining.join()) {
            assertThat(Sql.ask(joined, "SELECT current_database()")).isNotEqualTo(database);
        }
        Eventually.sees("only the first session is left", "1", this::sessions);
    }

    @Test
    void theSessionIsClosedIfTheDatabaseWasTakenOutOfService() throws Exception {
        CompletableFuture<Connection> joining = joining(Sql.ask(holder, "SHOW dayfly.url"));
        seesTwoSessions();
        Sql.run(registry, "SET LOCAL session_replication_role = replica");
        probe.of(database).make().reclaiming();
        registry.commit();
        assertThatThrownBy(joining::join)
                .hasCauseInstanceOf(SQLException.class)
                .hasMessageContaining("was dropped by an administrator");
        Eventually.sees("only the first session is left", "1", this::sessions);
    }
}
