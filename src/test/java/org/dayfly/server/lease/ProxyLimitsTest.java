package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.dayfly.Eventually;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.QuotaSettings;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that is closed holds up no client that waits at another server. */
@ExtendWith(TestServer.class)
final class ProxyLimitsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final LimitedGroup GROUP = LimitedGroup.of("some-");

    private final Registry registry;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService timerOfClosed = Executors.newSingleThreadScheduledExecutor();
    private final ProxyLimits limits = new ProxyLimits(System::nanoTime);
    private final ServerCounts here;
    private final ServerCounts closed;

    ProxyLimitsTest(Cluster cluster) {
        registry = Registry.open(cluster);
        here = server(timer);
        closed = server(timerOfClosed);
    }

    private ServerCounts server(ScheduledExecutorService its) {
        ServerCounts server = ServerCounts.start(
                registry.pool(),
                new BlockingTasks(Runnable::run),
                new Delays(its, System::nanoTime),
                () -> new QuotaSettings(0, 1, 0, Map.of()));
        limits.add(server);
        return server;
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        timerOfClosed.shutdownNow();
        registry.close();
    }

    @Test
    void aCountThatAClosedServerGivesUpIsNotWaitedFor() throws Exception {
        Eventually.holds("the server was counted", closed::areKnown);
        CompletableFuture<Void> counted = limits.countOthers(here);
        timerOfClosed.shutdownNow();
        assertThat(counted).succeedsWithin(PATIENCE);
    }

    @Test
    void aServerThatIsClosedAlreadyIsNotWaitedFor() throws Exception {
        Eventually.holds("the server was counted", closed::areKnown);
        timerOfClosed.shutdownNow();
        assertThat(limits.countOthers(here)).succeedsWithin(PATIENCE);
        assertThat(limits.makeRoom(here, GROUP, 1)).succeedsWithin(PATIENCE).isEqualTo(false);
    }
}
