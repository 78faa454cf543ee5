package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that waits for the copy of a large source is served however long the copy takes, and learns why. */
@ExtendWith(TestServer.class)
final class LargeSourceTest {
    private final Cluster cluster;
    private final TestProxy proxy;
    private final String key = "large-" + Long.toString(System.nanoTime(), 36);
    private final ExecutorService client = Executors.newSingleThreadExecutor();
    private final HeardLog log = new HeardLog();

    LargeSourceTest(Cluster cluster) {
        this.cluster = cluster;
        this.proxy = TestProxy.before(
                cluster, "login-deadline=1s", "databases.warm.min=0", "databases.warm.max=0", "limits.size=0");
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        proxy.close();
        log.close();
    }

    private static List<String> notices(Connection connection) throws Exception {
        List<String> notices = new ArrayList<>();
        for (SQLWarning each = connection.getWarnings(); each != null; each = each.getNextWarning()) {
            notices.add(each.getMessage());
        }
        return notices;
    }

    private void makeSource(int megabytes) throws Exception {
        try (Connection source = proxy.connect("new." + key)) {
            Sql.run(
                    source,
                    "CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, %d)"
                            .formatted(megabytes * 1000));
        }
        try (Connection first = proxy.connect("copy." + key)) {
            assertThat(first.isValid(5)).isTrue();
        }
    }

    private Future<List<String>> copy() {
        return client.submit(() -> {
            try (Connection session = proxy.connect("copy." + key)) {
                return notices(session);
            }
        });
    }

    @Test
    void theLoginDeadlineDoesNotCutOffACopyOfALargeSource() throws Exception {
        makeSource(80);
        try (Connection holder = cluster.connect("dayfly")) {
            // CREATE DATABASE waits for this lock, as it waits for a slow disk.
            Sql.run(holder, "BEGIN; LOCK TABLE pg_database IN SHARE MODE");
            Future<List<String>> copy = copy();
            Eventually.sees(
                    "the copy takes longer than the deadline",
                    1,
                    () -> RegistryProbe.in(holder)
                            .all()
                            .ofSource(key)
                            .creatingFor(Duration.ofMillis(2500))
                            .count());
            assertThat(copy).isNotDone();
            Sql.run(holder, "ROLLBACK");
            assertThat(copy.get())
                    .anySatisfy(notice -> assertThat(notice)
                            .matches("waited \\d\\.\\d s for this copy of \"" + key
                                    + "\" \\(\\d+ MB\\), because no copy was ready"));
        }
        assertThat(log.lines()).anyMatch(line -> line.matches("snapshot .* of " + key + " .*, \\d+ MB, taken in .*"));
    }
}
