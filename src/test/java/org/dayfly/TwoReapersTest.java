package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two proxies on one server, each with a reaper: what is in use through one of them is safe from the other. */
@ExtendWith(TestServer.class)
final class TwoReapersTest {
    private static final String DATABASE = "SELECT current_database()";

    private final Cluster server;
    private final TestProxy first;
    private final TestProxy second;
    private final String key = "reapers-" + Long.toString(System.nanoTime(), 36);

    TwoReapersTest(Cluster server) {
        this.server = server;
        first = TestProxy.before(server, "reaper.interval=100ms");
        second = TestProxy.before(server, "reaper.interval=100ms");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    /** A session whose database is dropped after two seconds without use. */
    private static Connection shortLived(TestProxy proxy, String user) throws SQLException {
        return proxy.connect(user, Map.of("options", "-c dayfly.idle=2s"));
    }

    /** Keeps a session busy until a database that nobody uses, and that was made later, is dropped. */
    private void busyUntilAnUnusedOneIsDropped(Connection busy, String unused) throws Exception {
        String name;
        try (Connection session = shortLived(first, unused)) {
            name = Sql.ask(session, DATABASE);
        }
        Eventually.holds("the unused database is dropped", () -> {
            Sql.ask(busy, "SELECT 1");
            return Sql.ask(server, "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'")
                    .equals("0");
        });
    }

    @Test
    void aDatabaseThatIsInUseThroughOneProxyIsNotReapedByTheOther() throws Exception {
        try (Connection busy = shortLived(second, "new." + key)) {
            String name = Sql.ask(busy, DATABASE);
            busyUntilAnUnusedOneIsDropped(busy, "new." + key + "-unused");
            try (Connection joined = first.connect("new." + key)) {
                assertThat(Sql.ask(joined, DATABASE)).isEqualTo(name);
            }
        }
    }

    @Test
    void theIdleTimeBeginsAnewWhenASessionMovesToAnotherProxy() throws Exception {
        String name;
        try (Connection made = shortLived(first, "new." + key)) {
            name = Sql.ask(made, DATABASE);
        }
        try (Connection moved = second.connect("new." + key)) {
            assertThat(Sql.ask(moved, DATABASE)).isEqualTo(name);
            busyUntilAnUnusedOneIsDropped(moved, "new." + key + "-unused");
            try (Connection back = first.connect("new." + key)) {
                assertThat(Sql.ask(back, DATABASE)).isEqualTo(name);
            }
        }
        Eventually.sees(
                "the database is dropped once no proxy uses it",
                "0",
                () -> Sql.ask(server, "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"));
    }
}
