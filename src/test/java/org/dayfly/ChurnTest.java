package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hundreds of short sessions do not disturb each other.
 *
 * <p>A socket may be closed while its last event waits in the event loop. The next accepted socket then gets the same
 * file descriptor. In Netty's epoll the event reached the new socket and ended its session, once in some hundred
 * sessions.
 */
@ExtendWith(TestServer.class)
final class ChurnTest {
    private static final int SESSIONS = 800;
    private static final int CLIENTS = 16;

    @Test
    void noneOfManyShortSessionsFails(Cluster cluster) throws Exception {
        String key = "churn-" + Long.toString(System.nanoTime(), 36);
        Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(SESSIONS);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestProxy proxy = TestProxy.before(cluster);
                Connection first = proxy.connect("new." + key)) {
            assertThat(first.isValid(5)).isTrue();
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (left.getAndDecrement() > 0) {
                        try (Connection session = proxy.connect("new." + key)) {
                            Sql.ask(session, "SELECT 1");
                        } catch (SQLException e) {
                            failures.add(e);
                        }
                    }
                });
            }
            clients.shutdown();
            assertThat(clients.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(failures).isEmpty();
    }
}
