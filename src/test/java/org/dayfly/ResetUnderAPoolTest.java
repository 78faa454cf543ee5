package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection pool on {@code new.KEY} recovers by itself from a reset of KEY. */
@ExtendWith(TestServer.class)
final class ResetUnderAPoolTest {
    private static final int CONNECTIONS = 10;
    private static final int USERS = 6;

    private final Cluster cluster;
    private final TestProxy proxy;
    private final String key = "pooled-" + Long.toString(System.nanoTime(), 36);
    private final ExecutorService users = Executors.newFixedThreadPool(USERS);
    private final AtomicBoolean enough = new AtomicBoolean();

    ResetUnderAPoolTest(Cluster cluster) {
        this.cluster = cluster;
        this.proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        enough.set(true);
        users.shutdownNow();
        proxy.close();
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/?user=new." + key);
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }

    private String sessionsOn(String database) throws SQLException {
        try (Connection observer = cluster.connect("postgres")) {
            return Sql.ask(observer, "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'");
        }
    }

    /** The users of the pool: they run queries until the test has enough, and count the results and errors. */
    private final class User {
        final Set<String> ends = ConcurrentHashMap.newKeySet();
        final AtomicInteger inNew = new AtomicInteger();

        Void use(HikariDataSource pool, String old) throws SQLException {
            while (!enough.get()) {
                // A pool without a usable connection would throw here, and fail the test.
                try (Connection connection = pool.getConnection()) {
                    count(connection, old);
                }
            }
            return null;
        }

        private void count(Connection connection, String old) {
            try {
                if (!Sql.ask(connection, "SELECT current_database() FROM pg_sleep(0.001)")
                        .equals(old)) {
                    inNew.incrementAndGet();
                }
            } catch (SQLException e) {
                ends.add(e.getSQLState());
            }
        }
    }

    @Test
    void afterAResetAllConnectionsOfThePoolAreInTheNewDatabase() throws Exception {
        User user = new User();
        List<Future<?>> using = new ArrayList<>();
        try (HikariDataSource pool = pool()) {
            String old;
            try (Connection first = pool.getConnection()) {
                old = first.getCatalog();
            }
            for (int i = 0; i < USERS; i++) {
                using.add(users.submit(() -> user.use(pool, old)));
            }
            Eventually.sees("the pool is full", String.valueOf(CONNECTIONS), () -> sessionsOn(old));
            String fresh;
            try (Connection reset = proxy.connect("reset." + key)) {
                fresh = reset.getCatalog();
                assertThat(fresh).isNotEqualTo(old);
                assertThat(sessionsOn(old)).isEqualTo("0");
            }
            Eventually.sees("the pool is full again", String.valueOf(CONNECTIONS), () -> sessionsOn(fresh));
            int before = user.inNew.get();
            Eventually.holds("the pool is in use", () -> user.inNew.get() > before + 100);
            enough.set(true);
            for (Future<?> each : using) {
                each.get();
            }
            assertThat(user.ends).isSubsetOf("57P01", "08006");
            assertThat(sessionsOn(fresh)).isEqualTo(String.valueOf(CONNECTIONS));
        }
    }
}
