package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that connects as {@code copy.SOURCE} gets the content that SOURCE had when it was last at rest. */
@ExtendWith(TestServer.class)
final class CopyTest {
    private final TestProxy proxy;
    private final String key = "source-" + Long.toString(System.nanoTime(), 36);

    CopyTest(Cluster cluster) {
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private void inSource(String sql) throws SQLException {
        try (Connection source = proxy.connect("new." + key)) {
            Sql.run(source, sql);
        }
    }

    @Test
    void aCopyHasTheContentOfItsSourceAndDoesNotChangeIt() throws SQLException {
        inSource("CREATE TABLE kept AS SELECT 42 AS answer");
        try (Connection copy = proxy.connect("copy." + key);
                Connection other = proxy.connect("copy." + key)) {
            assertThat(Sql.ask(copy, "TABLE kept")).isEqualTo("42");
            Sql.run(copy, "UPDATE kept SET answer = 43; ALTER TABLE kept ADD more int; CREATE TABLE another ()");
            assertThat(Sql.ask(other, "TABLE kept")).isEqualTo("42");
            Sql.run(other, "DROP TABLE kept");
        }
        try (Connection source = proxy.connect("new." + key)) {
            assertThat(Sql.ask(source, "TABLE kept")).isEqualTo("42");
        }
    }

    @Test
    void aCopyOfASourceInUseHasItsContentWhenLastAtRest() throws SQLException {
        inSource("CREATE TABLE kept AS SELECT 1 AS answer");
        proxy.connect("copy." + key).close();
        inSource("UPDATE kept SET answer = 2");
        try (Connection source = proxy.connect("new." + key)) {
            Sql.run(source, "UPDATE kept SET answer = 3");
            try (Connection copy = proxy.connect("copy." + key)) {
                assertThat(Sql.ask(copy, "TABLE kept")).isEqualTo("2");
            }
        }
        try (Connection copy = proxy.connect("copy." + key)) {
            assertThat(Sql.ask(copy, "TABLE kept")).isEqualTo("3");
        }
    }

    @Test
    void clientsOfOneKeyShareACopy() throws SQLException {
        inSource("CREATE TABLE kept AS SELECT 42 AS answer");
        try (Connection first = proxy.connect("copy." + key + ".mine" + key);
                Connection second = proxy.connect("copy." + key + ".mine" + key)) {
            Sql.run(first, "UPDATE kept SET answer = 43");
            assertThat(Sql.ask(second, "TABLE kept")).isEqualTo("43");
            try (Connection fresh = proxy.connect("reset.mine" + key)) {
                assertThat(Sql.ask(fresh, "TABLE kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void anUnknownSourceIsRefused() {
        assertRefused("3D000", () -> proxy.connect("copy." + key))
                .hasMessageContaining("connect as \"new." + key + "\" to create it");
    }
}
