package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that connects as {@code new} gets a fresh database, and can connect to it again. */
@ExtendWith(TestServer.class)
class FreshDatabaseTest {
    private final Cluster cluster;
    private final TestProxy proxy;

    FreshDatabaseTest(Cluster cluster) {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void eachConnectionAsNewGetsADatabaseOfItsOwn() throws SQLException {
        try (Connection first = proxy.connect("new");
                Connection second = proxy.connect("new")) {
            assertThat(Sql.ask(first, "SELECT current_database()"))
                    .startsWith("dayfly_")
                    .isEqualTo(Sql.ask(first, "SELECT current_user"))
                    .isNotEqualTo(Sql.ask(second, "SELECT current_database()"));
            assertThat(Sql.ask(first, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aClientReturnsToItsDatabaseByTheUrlOfTheDatabase() throws SQLException {
        try (Connection first = proxy.connect("new")) {
            Sql.run(first, "CREATE TABLE kept AS SELECT 42 AS answer");
            String url = Sql.ask(first, "SHOW dayfly.url");
            try (Connection second = proxy.connect(url)) {
                assertThat(Sql.ask(second, "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void aRoleHasNoPasswordOnAServerThatOnlyDayflyReaches() throws SQLException {
        try (Connection first = proxy.connect("new");
                Connection server = cluster.connect("postgres")) {
            assertThat(cluster.trustsRoles()).isTrue();
            assertThat(Sql.ask(
                            server,
                            "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = '"
                                    + Sql.ask(first, "SELECT current_user") + "'"))
                    .isEqualTo("t");
        }
    }
}
