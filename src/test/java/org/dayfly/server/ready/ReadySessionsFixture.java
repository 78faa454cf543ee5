package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.KnownBackend;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@link ReadySessions} with a clock that the test moves. The test answers in place of the server. */
abstract class ReadySessionsFixture {
    static final DatabaseName ONE = new DatabaseName("dayfly_aaaaaaaaaa");
    static final DatabaseName TWO = new DatabaseName("dayfly_bbbbbbbbbb");
    static final StartupProfile PROFILE = startupProfile("psql");
    static final StartupProfile OTHER = startupProfile("pgjdbc");
    static final Duration STEP = Duration.ofMillis(10);

    long now;
    final EmbeddedChannel clock = new EmbeddedChannel();
    final EventLoop loop = clock.eventLoop();
    final List<Opening> openings = new ArrayList<>();
    final ReadySessions ready = new ReadySessions(this::open, List.of(loop), () -> now);

    record Opening(DatabaseName database, StartupProfile startupProfile, CompletableFuture<BackendSession> result) {}

    static StartupProfile startupProfile(String application) {
        return new StartupProfile(
                StartupParameters.of(Map.of("application_name", application)), new HostPort("localhost", 6432));
    }

    private CompletableFuture<BackendSession> open(EventLoop on, DatabaseName database, StartupProfile startupProfile) {
        Opening opening = new Opening(database, startupProfile, new CompletableFuture<>());
        openings.add(opening);
        return opening.result();
    }

    @BeforeEach
    void freeze() {
        clock.freezeTime();
    }

    @AfterEach
    void close() {
        clock.finishAndReleaseAll();
    }

    void pass(Duration time) {
        for (long end = now + time.toNanos(); now < end; ) {
            now += STEP.toNanos();
            clock.advanceTimeBy(STEP.toNanos(), TimeUnit.NANOSECONDS);
            clock.runScheduledPendingTasks();
            clock.runPendingTasks();
        }
    }

    void waits(DatabaseName... databases) {
        for (DatabaseName each : databases) {
            ready.waits(each);
            ready.prepare(each);
        }
    }

    Opening last() {
        return openings.get(openings.size() - 1);
    }

    /** Lets a session in; returns the channel that closes its connection. */
    EmbeddedChannel letIn(Opening opening) {
        EmbeddedChannel server = new EmbeddedChannel();
        opening.result().complete(KnownBackend.listening(server));
        server.runPendingTasks();
        return server;
    }

    static void end(EmbeddedChannel server) {
        server.close();
        server.runPendingTasks();
    }

    void refuse(Opening opening, String sqlState) {
        SqlState state = List.of(SqlState.values()).stream()
                .filter(it -> it.code().equals(sqlState))
                .findFirst()
                .orElseThrow();
        opening.result().completeExceptionally(ClientError.of(state, "no"));
    }

    /** Ends each session as soon as it has been open for {@code life}; returns how many were opened. */
    int endAllAfter(Duration life, Duration time) {
        int before = openings.size();
        int served = before - 1;
        for (long end = now + time.toNanos(); now < end; ) {
            List<EmbeddedChannel> open = new ArrayList<>();
            for (; served < openings.size(); served++) {
                open.add(letIn(openings.get(served)));
            }
            pass(open.isEmpty() ? STEP : life);
            open.forEach(ReadySessionsFixture::end);
        }
        return openings.size() - before;
    }
}
