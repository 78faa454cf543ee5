package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All clients of {@code new.KEY} share one database. {@code reset.KEY} replaces it with a new one. */
@ExtendWith(TestServer.class)
final class SharedDatabaseTest {
    private final TestProxy proxy;
    private final TestProxy another;
    private final String key = "shared-" + Long.toString(System.nanoTime(), 36);

    SharedDatabaseTest(Cluster cluster) {
        proxy = TestProxy.before(cluster);
        another = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
        another.close();
    }

    private static String database(Connection session) throws SQLException {
        return Sql.ask(session, "SELECT current_database()");
    }

    @Test
    void clientsOfAKeyShareOneDatabaseInUpperAndInLowerCase() throws SQLException {
        try (Connection first = proxy.connect("new." + key);
                Connection second = another.connect("new." + key.toUpperCase(java.util.Locale.ROOT));
                Connection other = proxy.connect("new." + key + "_")) {
            assertThat(database(second)).isEqualTo(database(first)).isNotEqualTo(database(other));
            assertThat((Object) first.getWarnings()).isNotNull();
            assertThat((Object) second.getWarnings()).isNull();
            assertThat(Sql.ask(second, "SHOW dayfly.url")).contains(database(first));
        }
    }

    @Test
    void aClientThatComesBackFindsTheDatabaseOfItsKey() throws SQLException {
        try (Connection first = proxy.connect("new." + key)) {
            Sql.run(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (Connection second = proxy.connect("new." + key)) {
            assertThat(Sql.ask(second, "TABLE kept")).isEqualTo("42");
        }
    }

    @Test
    void aHundredClientsOfANewKeyThroughTwoProxiesShareOneDatabase() throws Exception {
        Set<String> databases = ConcurrentHashMap.newKeySet();
        Set<Exception> failures = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch connected = new CountDownLatch(100);
        ExecutorService clients = Executors.newFixedThreadPool(100);
        for (int i = 0; i < 100; i++) {
            TestProxy mine = i % 2 == 0 ? proxy : another;
            clients.execute(() -> {
                try {
                    start.await();
                    try (Connection session = mine.connect("new." + key, Map.of("options", "-c dayfly.notice=off"))) {
                        databases.add(database(session));
                        connected.countDown();
                        connected.await(10, TimeUnit.SECONDS);
                    }
                } catch (Exception e) {
                    failures.add(e);
                }
            });
        }
        start.countDown();
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(databases).hasSize(1);
    }

    @Test
    void aResetMakesANewDatabaseAndEndsTheSessionsOnTheOldOne() throws Exception {
        try (Connection old = proxy.connect("new." + key)) {
            Sql.run(old, "CREATE TABLE gone ()");
            String before = database(old);
            try (Connection fresh = another.connect("reset." + key);
                    Connection joined = proxy.connect("new." + key)) {
                assertThat(database(fresh)).isNotEqualTo(before).isEqualTo(database(joined));
                assertThat(Sql.ask(fresh, "SELECT to_regclass('gone')")).isEqualTo("null");
                Eventually.holds("the old session ends", () -> !old.isValid(1));
            }
        }
    }

    @Test
    void aSessionThatAResetEndsIsToldWhy() throws Exception {
        try (Connection old = proxy.connect("new." + key)) {
            String name = database(old);
            try (Connection fresh = proxy.connect("reset." + key)) {
                assertThatThrownBy(() -> Eventually.holds("the old session ends", () -> {
                            Sql.run(old, "SELECT 1");
                            return false;
                        }))
                        .hasMessageContaining("database \"%s\" was thrown away by a reset".formatted(name))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                error -> assertThat(error.getSQLState()).isEqualTo("57P01"));
                assertThat(fresh.isValid(5)).isTrue();
            }
        }
    }
}
