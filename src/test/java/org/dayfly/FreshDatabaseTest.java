package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promise of the whole: who connects as {@code new} is in a fresh database, and can come back to it. */
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
    void eachConnectionAsNewIsInADatabaseOfItsOwn() throws SQLException {
        try (Connection first = proxy.connect("new");
                Connection second = proxy.connect("new")) {
            assertThat(ask(first, "SELECT current_database()"))
                    .startsWith("dayfly_")
                    .isEqualTo(ask(first, "SELECT current_user"))
                    .isNotEqualTo(ask(second, "SELECT current_database()"));
            assertThat(ask(first, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                    .isEqualTo("0");
        }
    }

    @Test
    void theUrlThatItWasToldLeadsBackToIt() throws SQLException {
        try (Connection first = proxy.connect("new");
                Statement statement = first.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
            String url = ask(first, "SHOW dayfly.url");
            try (Connection second = proxy.connect(url)) {
                assertThat(ask(second, "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void itsRoleHasNoPasswordOnAServerThatOnlyDayflyReaches() throws SQLException {
        try (Connection first = proxy.connect("new");
                Connection server = cluster.connect("postgres")) {
            assertThat(cluster.trustsRoles()).isTrue();
            assertThat(ask(
                            server,
                            "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = '"
                                    + ask(first, "SELECT current_user") + "'"))
                    .isEqualTo("t");
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
