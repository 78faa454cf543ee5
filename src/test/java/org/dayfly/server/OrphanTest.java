package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.dayfly.Eventually;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.Creation;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.lease.RegistryHandOut;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LockedConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class OrphanTest {
    private final TestedServer server;
    private final DatabasesFixture setup;

    OrphanTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private static final long KEEPER = 42;
    private static final DatabaseName NAME = new DatabaseName("dayfly_orphanorphan");

    private Creation begun(LockedConnection locked) throws SQLException {
        Creation creation = new Creation(setup.registry, locked, NAME, DatabasesFixture.EMPTY);
        creation.intend(new RoleSettings(5, Duration.ZERO, Duration.ZERO));
        return creation;
    }

    /** Ends the connection of the maker, as if its proxy was killed. */
    private void killMaker() throws Exception {
        setup.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        Eventually.sees(
                "no session holds an advisory lock",
                "0",
                () -> setup.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
    }

    private void nothingIsLeft() throws SQLException {
        setup.reaper.tick();
        assertThat(server.has(NAME)).isFalse();
        assertThat(setup.probe.all().names()).isEmpty();
        assertThat(setup.probe.reclaimed()).isEmpty();
    }

    @Test
    void theReaperLeavesADatabaseAloneWhileItIsMade() throws SQLException {
        try (LockedConnection locked = new LockedConnection(setup.registry.pool())) {
            Creation creation = begun(locked);
            setup.reaper.tick();
            assertThat(setup.state(NAME)).isEqualTo("creating");
            creation.create(CreateStrategy.SERVER_DEFAULT);
            setup.reaper.tick();
            creation.keepWarm(KEEPER);
        }
        assertThat(setup.state(NAME)).isEqualTo("warm");
    }

    @Test
    void aMakerThatDiesAfterItsIntentLeavesNothing() throws Exception {
        try (LockedConnection locked = new LockedConnection(setup.registry.pool())) {
            Creation creation = begun(locked);
            killMaker();
            assertThatThrownBy(() -> creation.create(CreateStrategy.SERVER_DEFAULT))
                    .isInstanceOf(SQLException.class);
        }
        nothingIsLeft();
    }

    @Test
    void aMakerThatDiesBeforeItsDatabaseIsWarmLeavesNothing() throws Exception {
        try (LockedConnection locked = new LockedConnection(setup.registry.pool())) {
            Creation creation = begun(locked);
            creation.create(CreateStrategy.SERVER_DEFAULT);
            killMaker();
            assertThatThrownBy(() -> creation.keepWarm(KEEPER)).isInstanceOf(SQLException.class);
        }
        nothingIsLeft();
    }

    @Test
    void aWarmDatabaseStaysAsLongAsItsKeeperLives() throws Exception {
        try (LockedConnection keeper = new LockedConnection(setup.registry.pool());
                LockedConnection locked = new LockedConnection(setup.registry.pool())) {
            keeper.lock(RegistryHandOut.lockOf(KEEPER));
            Creation creation = begun(locked);
            creation.create(CreateStrategy.SERVER_DEFAULT);
            creation.keepWarm(KEEPER);
            setup.reaper.tick();
            assertThat(setup.state(NAME)).isEqualTo("warm");
            killMaker();
        }
        nothingIsLeft();
    }

    @Test
    void aDatabaseCommittedAheadIsDroppedWhenItsKeeperDies() throws Exception {
        try (LockedConnection keeper = new LockedConnection(setup.registry.pool());
                LockedConnection locked = new LockedConnection(setup.registry.pool())) {
            keeper.lock(RegistryHandOut.lockOf(KEEPER));
            Creation creation = begun(locked);
            creation.create(CreateStrategy.SERVER_DEFAULT);
            creation.keepWarm(KEEPER);
            assertThat(setup.probe.reserve(NAME, KEEPER)).isTrue();
            setup.reaper.tick();
            assertThat(setup.state(NAME)).isEqualTo("reserved");
            killMaker();
        }
        nothingIsLeft();
    }

    @Test
    void aFailureBeforeTheDatabaseIsWarmLeavesNothing() throws SQLException {
        DatabaseMaker maker = new DatabaseMaker(
                setup.registry,
                () -> NAME,
                CreateStrategy.SERVER_DEFAULT,
                Executors.newSingleThreadScheduledExecutor(),
                () -> {});
        setup.probe.withoutWarmDatabases(
                () -> assertThatThrownBy(() -> maker.makeWarm(Base.EMPTY, RoleSettings.UNLIMITED, KEEPER))
                        .isInstanceOf(SQLException.class));
        nothingIsLeft();
    }
}
