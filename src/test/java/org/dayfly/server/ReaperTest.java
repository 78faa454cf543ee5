package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.Eventually;
import org.dayfly.config.ReaperSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class ReaperTest {
    private final TestedServer server;
    private final DatabasesFixture setup;

    ReaperTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private DatabaseName made() {
        return setup.databases().make(DatabasesFixture.ANY).name();
    }

    @Test
    void anAgedDatabaseIsDroppedEvenIfBusyAndItsSessionsAreToldWhy() throws SQLException {
        DatabaseName name = made();
        setup.used.put(name, Duration.ZERO);
        setup.probe.of(name).make().older(Duration.ofMinutes(30));
        setup.reaper.tick();
        assertThat(server.has(name)).isFalse();
        ClientError told = setup.endedWith(name);
        assertThat(told.sqlState()).isEqualTo(SqlState.ADMIN_SHUTDOWN.code());
        assertThat(told.text()).isEqualTo("database \"" + name + "\" was reclaimed: its time of 30 min is over");
        assertThat(setup.probe.reclaimed()).containsExactly(name.value());
        assertThat(setup.probe.reclaimedFor(name)).isEqualTo("aged");
        assertThat(setup.probe.reclaimedAfter(name)).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void anIdleDatabaseIsDroppedThoughASessionIsOpen() throws SQLException {
        DatabaseName name = made();
        try (Connection session = setup.session(name)) {
            setup.probe.of(name).make().unusedFor(Duration.ofMinutes(10), Duration.ofMillis(1));
            setup.reaper.tick();
            assertThat(server.has(name)).isFalse();
            assertThat(session.isValid(5)).isFalse();
        }
        assertThat(setup.endedWith(name).text()).isEqualTo("database \"" + name + "\" was reclaimed after 1 ms unused");
    }

    @Test
    void aDatabaseThatTheServerSawInUseIsNotIdle() throws SQLException {
        DatabaseName name = made();
        try (Connection session = setup.session(name)) {
            // The session comes through another proxy that has not told the registry yet.
            setup.probe.of(name).make().unusedFor(Duration.ofHours(1));
            setup.reaper.tick();
            assertThat(setup.state(name)).isEqualTo("leased");
            assertThat(setup.probe.of(name).unusedFor()).isLessThan(Duration.ofMinutes(1));
            assertThat(session.isValid(5)).isTrue();
        }
    }

    @Test
    void aUseThatCouldNotBeWrittenIsReportedAgain() throws SQLException {
        DatabaseName name = made();
        setup.used.put(name, Duration.ofMinutes(1));
        setup.probe.of(name).make().unusedFor(Duration.ofMinutes(20), Duration.ofHours(1));
        setup.probe.withoutLeases(setup.reaper::tick);
        setup.reaper.tick();
        assertThat(setup.probe.of(name).unusedFor()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void aDatabaseThatThisProxySawInUseIsNotIdle() throws SQLException {
        DatabaseName name = made();
        setup.probe.of(name).make().unusedFor(Duration.ofMinutes(20));
        setup.used.put(name, Duration.ofMinutes(9));
        setup.reaper.tick();
        assertThat(setup.state(name)).isEqualTo("leased");
        assertThat(setup.probe.of(name).unusedFor()).isBetween(Duration.ofSeconds(510), Duration.ofSeconds(570));
    }

    @Test
    void aReportOfAnOlderUseDoesNotMakeADatabaseIdle() throws SQLException {
        DatabaseName name = made();
        setup.used.put(name, Duration.ofMinutes(20));
        setup.reaper.tick();
        assertThat(setup.state(name)).isEqualTo("leased");
    }

    @Test
    void aCallBetweenTheRoundsDropsOnlyWhatIsOutOfService() throws Exception {
        DatabaseName aged = made();
        DatabaseName dropped = made();
        setup.probe.of(aged).make().expired();
        setup.probe.of(dropped).make().reclaiming();
        setup.reaper.wake();
        Eventually.sees("the database is dropped", false, () -> server.has(dropped));
        assertThat(setup.state(aged)).isEqualTo("leased");
        setup.reaper.tick();
        assertThat(server.has(aged)).isFalse();
    }

    @Test
    void theReaperObeysTheRegistry() throws SQLException {
        DatabaseName extended = made();
        DatabaseName pinned = made();
        DatabaseName never = made();
        setup.probe.all().make().leasedAndUnusedFor(Duration.ofHours(1));
        setup.probe.of(extended).make().expireIn(Duration.ofHours(2));
        setup.probe.of(extended).make().idleAfter(Duration.ofHours(2));
        setup.probe.of(pinned).make().pinned();
        setup.probe.of(pinned).make().expired();
        setup.probe.of(never).make().lasting();
        setup.probe.of(never).make().neverIdle();
        setup.reaper.tick();
        assertThat(setup.probe.all().leased().count()).isEqualTo(3);
        setup.probe.of(extended).make().expired();
        setup.probe.of(pinned).make().unpinned();
        setup.reaper.tick();
        assertThat(setup.probe.all().names()).containsExactly(never.value());
    }

    @Test
    void aDatabaseThatAProxyLeftWithoutSessionsIsMarkedAtRest() throws SQLException {
        DatabaseName left = made();
        DatabaseName open = made();
        DatabaseName joining = made();
        setup.probe.of(left).make().joined(Duration.ofSeconds(61));
        setup.probe.of(open).make().joined(Duration.ofSeconds(61));
        try (Connection session = setup.session(open)) {
            setup.reaper.tick();
            assertThat(session.isValid(5)).isTrue();
        }
        assertThat(setup.probe.all().atRest().names()).containsExactly(left.value());
        assertThat(setup.state(joining)).isEqualTo("leased");
    }

    @Test
    void aDatabaseThatIsNotInTheRegistryIsNotDropped() throws SQLException {
        server.sql("postgres", "CREATE ROLE dayfly_notmineeee");
        server.sql("postgres", "CREATE DATABASE dayfly_notmineeee OWNER dayfly_notmineeee");
        try {
            setup.reaper.tick();
            assertThat(server.has(new DatabaseName("dayfly_notmineeee"))).isTrue();
        } finally {
            server.sql("postgres", "DROP DATABASE dayfly_notmineeee");
            server.sql("postgres", "DROP ROLE dayfly_notmineeee");
        }
    }

    @Test
    void aDatabaseIsDroppedEvenIfTheEndOfItsSessionsFails() throws SQLException {
        DatabaseName name = made();
        setup.refusesToEnd = true;
        setup.probe.of(name).make().expired();
        setup.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    private void untilGone(DatabaseName name) throws Exception {
        Eventually.holds("the database is dropped", () -> !server.has(name));
    }

    @Test
    void theTimerRunsTheReaper() throws Exception {
        DatabaseName name = made();
        setup.probe.of(name).make().expired();
        setup.reaperSettings = new ReaperSettings(Duration.ofMillis(100), 0);
        setup.reaper.start();
        untilGone(name);
    }

    @Test
    void theReaperIsWokenForAnUnusedAndForAnEvictedDatabase() throws Exception {
        DatabasesInTurn databases = setup.databases(1);
        DatabaseName unused = databases.make(DatabasesFixture.ANY).name();
        databases.dropIfUnused(unused, 1);
        untilGone(unused);
        DatabaseName resting = databases.make(DatabasesFixture.ANY).name();
        databases.rest(resting, Duration.ZERO);
        databases.make(DatabasesFixture.ANY);
        untilGone(resting);
    }
}
