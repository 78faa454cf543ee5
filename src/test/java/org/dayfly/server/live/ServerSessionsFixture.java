package org.dayfly.server.live;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.task.Delays;
import org.junit.jupiter.api.AfterEach;

/** The sessions of a proxy on one server, and what the registry is told. */
abstract class ServerSessionsFixture {
    static final DatabaseName ONE = new DatabaseName("dayfly_aaaaaaaaaa");
    static final DatabaseName OTHER = new DatabaseName("dayfly_bbbbbbbbbb");
    static final Key KEY = new Key("key");
    static final Lease LEASE =
            Lease.joined(LeaseKind.DATABASE, ONE, Optional.of(KEY), Instant.MAX, Optional.empty(), false);
    final EventLoop loop = new DefaultEventLoop();

    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    final AtomicLong now = new AtomicLong();
    final Set<DatabaseName> waiting = ConcurrentHashMap.newKeySet();
    final List<DatabaseName> givenUp = new ArrayList<>();
    final AtomicBoolean shared = new AtomicBoolean();
    final List<DatabaseSessions> farewells = new CopyOnWriteArrayList<>();
    /** Completes when the registry knows of the rests. */
    final CompletableFuture<Void> registry = new CompletableFuture<>();

    final ServerSessions sessions = new ServerSessions(
            new Delays(timer, now::get),
            new WaitingSessions() {
                @Override
                public boolean isOn(DatabaseName database) {
                    return waiting.contains(database);
                }

                @Override
                public CompletableFuture<Void> rest(DatabaseName database) {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletableFuture<Void> giveUp(DatabaseName database) {
                    givenUp.add(database);
                    return CompletableFuture.completedFuture(null);
                }
            },
            shared::get);

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        timer.shutdownNow();
    }

    final class TestSession implements LiveSession {
        final CompletableFuture<Void> over = new CompletableFuture<>();
        boolean leaving;
        boolean queried;
        long lastUsed;

        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public boolean leaving() {
            return leaving;
        }

        @Override
        public boolean queried() {
            return queried;
        }

        @Override
        public long lastUsed(long now) {
            return lastUsed;
        }

        @Override
        public CompletionStage<Void> end(ClientError why) {
            return over;
        }
    }

    TestSession on(DatabaseName database) {
        TestSession session = new TestSession();
        sessions.arrive(
                session,
                Lease.joined(LeaseKind.DATABASE, database, Optional.empty(), Instant.MAX, Optional.empty(), false));
        return session;
    }

    CompletableFuture<Void> leave(TestSession session, DatabaseName database) {
        return sessions.leave(session, database, last -> {
            farewells.add(last);
            return registry;
        });
    }

    TestSession keyed() {
        TestSession session = new TestSession();
        sessions.arrive(session, LEASE);
        return session;
    }
}
