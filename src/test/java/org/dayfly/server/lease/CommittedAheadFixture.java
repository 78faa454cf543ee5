package org.dayfly.server.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.DatabasesFixture;
import org.dayfly.server.TestedServer;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.RequestedTerms;
import org.dayfly.server.create.Terms;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.task.BlockingTasks;
import org.junit.jupiter.api.AfterEach;

/** {@link CommittedAhead} on a server, with a clock and a limit that the test sets. */
abstract class CommittedAheadFixture {
    static final Terms TERMS = new Terms(
            Optional.empty(), Duration.ofMinutes(30), Duration.ZERO, RequestedTerms.NONE, QuotaSettings.ofDatabases(0));

    final DatabasesFixture setup;
    final RegistryHandOut registryHandOut;
    final AtomicInteger max = new AtomicInteger();
    final AtomicInteger wakes = new AtomicInteger();
    final List<DatabaseName> unkept = new ArrayList<>();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    CommittedAheadFixture(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        registryHandOut =
                new RegistryHandOut(setup.registry, new Membership(setup.registry, "the server"), new Random());
        registryHandOut.open();
    }

    @AfterEach
    void close() throws SQLException {
        registryHandOut.close();
        setup.close();
    }

    CommittedAhead committedAhead(int most) {
        max.set(most);
        return new CommittedAhead(
                kind -> max.get(),
                () -> now.get(),
                registryHandOut,
                new BlockingTasks(Runnable::run),
                wakes::incrementAndGet,
                unkept::addAll);
    }

    DatabaseName warm() throws SQLException {
        return new DatabaseMaker(
                        setup.registry,
                        () -> DatabaseName.random(new java.security.SecureRandom(), new ServerTag("aaaaaa")),
                        CreateStrategy.SERVER_DEFAULT,
                        Executors.newSingleThreadScheduledExecutor(),
                        () -> {})
                .makeWarm(Base.EMPTY, RoleSettings.UNLIMITED, registryHandOut.keeper())
                .name();
    }

    static Claim claim(DatabaseName name, int max) {
        HandOut order = new HandOut(
                name,
                new Terms(
                        Optional.empty(),
                        Duration.ZERO,
                        Duration.ZERO,
                        RequestedTerms.NONE,
                        QuotaSettings.ofDatabases(max)),
                Optional.empty(),
                false,
                Optional.empty());
        return new Claim(new GroupCounts(), order, Map.of(), false);
    }
}
