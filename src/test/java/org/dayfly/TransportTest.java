package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.uring.IoUring;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each transport that this machine has carries sessions to a Unix socket and to a port. */
@ExtendWith(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransportTest {
    private final Cluster embedded;
    private final ExternalServer external = ExternalServer.start(18, "trust");

    TransportTest(Cluster embedded) {
        this.embedded = embedded;
    }

    @AfterAll
    void close() {
        external.close();
    }

    private static void assumeAvailable(String transport) {
        assumeTrue(!transport.equals("epoll") || Epoll.isAvailable(), "no epoll here");
        assumeTrue(!transport.equals("io_uring") || IoUring.isAvailable(), "no io_uring here");
        assumeTrue(!transport.equals("kqueue") || KQueue.isAvailable(), "no kqueue here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "kqueue", "nio"})
    void carriesSessionsToAUnixSocket(String transport) throws Exception {
        assumeAvailable(transport);
        try (TestProxy proxy = TestProxy.before(embedded, "transport=" + transport)) {
            assertCarriesSessions(proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "kqueue", "nio"})
    void carriesSessionsToAPort(String transport) throws Exception {
        assumeAvailable(transport);
        try (TestProxy proxy = TestProxy.before(ExternalCluster.at(external.url()), "transport=" + transport)) {
            assertCarriesSessions(proxy);
        }
    }

    private static void assertCarriesSessions(TestProxy proxy) throws Exception {
        try (Connection session = proxy.connect("new");
                Connection observer = proxy.connect(Sql.ask(session, "SHOW dayfly.url"))) {
            Sql.run(session, "CREATE TABLE t AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 20000)");
            assertThat(Sql.ask(observer, "SELECT sum(length(text)) FROM t")).isEqualTo("20000000");
            assertThat(Sql.ask(observer, "SELECT string_agg(text, '') FROM t")).hasSize(20_000_000);
            assertThat(Sql.ask(session, "SELECT length('" + "y".repeat(5_000_000) + "')"))
                    .isEqualTo("5000000");
            cancel(session, observer);
            Sql.run(
                    observer,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = "
                            + Sql.ask(session, "SELECT pg_backend_pid()"));
            assertThatThrownBy(() -> Sql.ask(session, "SELECT 1")).hasMessageContaining("administrator command");
        }
    }

    private static void cancel(Connection session, Connection observer) throws Exception {
        try (Statement statement = session.createStatement()) {
            CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> statement.execute("SELECT pg_sleep(600)")));
            Eventually.sees(
                    "the query runs",
                    "1",
                    () -> Sql.ask(observer, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"));
            statement.cancel();
            assertThat(failure.join()).hasMessageContaining("canceling statement due to user request");
        }
    }
}
