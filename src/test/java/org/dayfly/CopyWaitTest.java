package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A copy of a source that was never at rest waits for {@code databases.copy-wait} until the source is at rest. */
@ExtendWith(TestServer.class)
final class CopyWaitTest {
    private final Cluster cluster;
    private final TestProxy proxy;
    private final String key = "restless-" + Long.toString(System.nanoTime(), 36);
    private final ExecutorService client = Executors.newSingleThreadExecutor();

    CopyWaitTest(Cluster cluster) {
        this.cluster = cluster;
        this.proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        proxy.close();
    }

    private void refused(String detail) {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> proxy.connect("copy." + key)).isInstanceOfSatisfying(PSQLException.class, refusal -> {
            ServerErrorMessage told = Objects.requireNonNull(refusal.getServerErrorMessage());
            assertThat(told.getSQLState()).isEqualTo("55006");
            assertThat(told.getMessage()).startsWith("database \"" + key + "\" was never at rest");
            assertThat(told.getDetail()).isEqualTo(detail);
            assertThat(told.getHint()).contains("databases.copy-wait");
        });
        assertThat(System.nanoTime() - begun).isBetween(700_000_000L, 9_000_000_000L);
    }

    @Test
    void afterCopyWaitTheClientIsToldHowManySessionsAreOpen() throws Exception {
        proxy.reload("databases.copy-wait=700ms");
        try (Connection first = proxy.connect("new." + key)) {
            refused("1 session is open on it.");
            try (Connection second = proxy.connect("new." + key)) {
                refused("2 sessions are open on it.");
                assertThat(first.isValid(5) && second.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void aWaitingCopyIsMadeOnceItsSourceIsAtRest() throws Exception {
        proxy.reload("databases.copy-wait=60s");
        Future<String> copied;
        try (Connection source = proxy.connect("new." + key)) {
            Sql.run(source, "CREATE TABLE kept AS SELECT 'before' AS written");
            copied = client.submit(() -> {
                try (Connection copy = proxy.connect("copy." + key)) {
                    return Sql.ask(copy, "TABLE kept");
                }
            });
            Eventually.holds(
                    "the copy waits",
                    () -> RegistryProbe.on(cluster).all().ofKey(key).areCopied());
            Sql.run(source, "UPDATE kept SET written = 'while it waited'");
            assertThat(copied.isDone()).isFalse();
        }
        assertThat(copied.get()).isEqualTo("while it waited");
    }
}
