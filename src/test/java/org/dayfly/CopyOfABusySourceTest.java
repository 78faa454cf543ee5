package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A copy of a source in use never fails, and has the content of the source at a moment when it was at rest. */
@ExtendWith(TestServer.class)
final class CopyOfABusySourceTest {
    private static final int COPIES = 100;
    private static final int CLIENTS = 16;

    /** Each is updated in a transaction of its own: all are equal only while the source is at rest. */
    private static final List<String> COUNTERS = List.of("a", "b", "c", "d", "e");

    private final TestProxy proxy;
    private final TestProxy another;
    private final String key = "busy-" + Long.toString(System.nanoTime(), 36);
    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final AtomicBoolean enough = new AtomicBoolean();

    CopyOfABusySourceTest(Cluster cluster) {
        proxy = TestProxy.before(cluster, "login-deadline=60s");
        another = TestProxy.before(cluster, "login-deadline=60s");
    }

    @AfterEach
    void close() throws InterruptedException {
        enough.set(true);
        writers.shutdown();
        assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        proxy.close();
        another.close();
    }

    private void inSource(String sql) throws SQLException {
        try (Connection source = proxy.connect("new." + key)) {
            for (String counter : COUNTERS) {
                Sql.run(source, sql.formatted(counter));
            }
        }
    }

    private static int counted(Connection copy) throws SQLException {
        String all = String.join(" UNION ALL TABLE ", COUNTERS);
        return Integer.parseInt(Sql.ask(copy, "SELECT string_agg(DISTINCT n::text, ' and ') FROM (TABLE " + all + ")"));
    }

    @Test
    void copiesMadeBetweenSessionsOfTheSourceHaveItsLatestContentAtRest() throws Exception {
        inSource("CREATE TABLE %s AS SELECT 0 AS n");
        AtomicInteger rested = new AtomicInteger();
        Future<Integer> joins = writers.submit(() -> {
            while (!enough.get()) {
                inSource("UPDATE %s SET n = n + 1");
                rested.incrementAndGet();
            }
            return rested.get();
        });
        Set<Integer> held = ConcurrentHashMap.newKeySet();
        ConcurrentClients.act(CLIENTS, COPIES, number -> {
            // Only the proxy of a session knows at once that the session has ended.
            int atLeast = number % 2 == 0 ? rested.get() : 0;
            try (Connection copy = (number % 2 == 0 ? proxy : another).connect("copy." + key)) {
                int there = counted(copy);
                assertThat(there).isGreaterThanOrEqualTo(atLeast);
                held.add(there);
            }
        });
        enough.set(true);
        assertThat(joins.get()).isGreaterThanOrEqualTo(held.size() - 1);
        assertThat(held).hasSizeGreaterThan(3);
    }

    @Test
    void copiesMadeWhileSessionsWriteToTheSourceHaveItsContentWhenLastAtRest() throws Exception {
        inSource("CREATE TABLE %s AS SELECT 42 AS n");
        proxy.connect("copy." + key).close();
        AtomicInteger written = new AtomicInteger();
        List<Future<?>> open = new ArrayList<>();
        for (String counter : COUNTERS) {
            open.add(writers.submit(() -> {
                try (Connection source = proxy.connect("new." + key)) {
                    for (int n = 1; n < 5 || !enough.get(); n++) {
                        Sql.run(source, "UPDATE " + counter + " SET n = n + 1");
                        written.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        Eventually.holds("all sessions write", () -> written.get() > COUNTERS.size());
        int before = written.get();
        ConcurrentClients.act(4, 20, number -> {
            try (Connection copy = (number % 2 == 0 ? proxy : another).connect("copy." + key)) {
                assertThat(counted(copy)).isEqualTo(42);
            }
        });
        assertThat(written).hasValueGreaterThan(before + 20);
        enough.set(true);
        for (Future<?> each : open) {
            each.get();
        }
        try (Connection copy = proxy.connect("copy." + key)) {
            String all = String.join(" UNION ALL TABLE ", COUNTERS);
            assertThat(Sql.ask(copy, "SELECT sum(n - 42) FROM (TABLE " + all + ")"))
                    .isEqualTo(written.toString());
        }
    }
}
