package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
    private final DatabasesFixture house;

    ReaperTest(TestedServer server) throws SQLException {
        this.server = server;
        house = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
    }

    private DatabaseName made() {
        return house.databases().make(DatabasesFixture.ANY).name();
    }

    private void set(DatabaseName name, String what) throws SQLException {
        house.sql("UPDATE registry.lease SET " + what + " WHERE name = '" + name + "'");
    }

    @Test
    void whatIsAgedGoesEvenIfBusyAndItsSessionsAreToldWhy() throws SQLException {
        DatabaseName name = made();
        house.used.put(name, Duration.ZERO);
        set(name, "leased_at = leased_at - interval '30 min', expires_at = expires_at - interval '30 min'");
        house.reaper.tick();
        assertThat(server.has(name)).isFalse();
        ClientError told = house.endedWith(name);
        assertThat(told.sqlState()).isEqualTo(SqlState.ADMIN_SHUTDOWN.code());
        assertThat(told.text()).isEqualTo("database \"" + name + "\" was reclaimed: its time of 30 min is over");
        assertThat(house.ask("SELECT (name, reason, term) FROM registry.reclaimed"))
                .isEqualTo("(" + name + ",aged,00:30:00)");
    }

    @Test
    void whatIsIdleGoesThoughASessionIsOpen() throws SQLException {
        DatabaseName name = made();
        try (Connection session = house.session(name)) {
            set(name, "last_used_at = now() - interval '10 min', idle = interval '1 ms'");
            house.reaper.tick();
            assertThat(server.has(name)).isFalse();
            assertThat(session.isValid(5)).isFalse();
        }
        assertThat(house.endedWith(name).text()).isEqualTo("database \"" + name + "\" was reclaimed after 1 ms unused");
    }

    @Test
    void whatTheServerSawInUseIsNotIdle() throws SQLException {
        DatabaseName name = made();
        try (Connection session = house.session(name)) {
            // Through another proxy, which has not told the registry yet.
            set(name, "last_used_at = now() - interval '1 h'");
            house.reaper.tick();
            assertThat(house.state(name)).isEqualTo("leased");
            assertThat(house.ask("SELECT last_used_at > now() - interval '1 min' FROM registry.lease WHERE name = '"
                            + name + "'"))
                    .isEqualTo("t");
            assertThat(session.isValid(5)).isTrue();
        }
    }

    @Test
    void aUseThatCouldNotBeWrittenDownIsToldAgain() throws SQLException {
        DatabaseName name = made();
        house.used.put(name, Duration.ofMinutes(1));
        set(name, "last_used_at = now() - interval '20 min', idle = interval '1 h'");
        house.sql("ALTER TABLE registry.lease RENAME TO elsewhere");
        house.reaper.tick();
        house.sql("ALTER TABLE registry.elsewhere RENAME TO lease");
        house.reaper.tick();
        assertThat(house.ask("SELECT now() - last_used_at < interval '2 min' FROM registry.lease WHERE name = '" + name
                        + "'"))
                .isEqualTo("t");
    }

    @Test
    void whatIsBusyHereIsNotIdle() throws SQLException {
        DatabaseName name = made();
        set(name, "last_used_at = now() - interval '20 min'");
        house.used.put(name, Duration.ofMinutes(9));
        house.reaper.tick();
        assertThat(house.state(name)).isEqualTo("leased");
        assertThat(house.ask(
                        "SELECT round(extract(epoch FROM now() - last_used_at) / 60) FROM registry.lease WHERE name = '"
                                + name + "'"))
                .isEqualTo("9");
    }

    @Test
    void newsOfUseNeverMakesADatabaseLookLessUsed() throws SQLException {
        DatabaseName name = made();
        house.used.put(name, Duration.ofMinutes(20));
        house.reaper.tick();
        assertThat(house.state(name)).isEqualTo("leased");
    }

    @Test
    void itObeysTheTable() throws SQLException {
        DatabaseName extended = made();
        DatabaseName pinned = made();
        DatabaseName never = made();
        house.sql(
                "UPDATE registry.lease SET last_used_at = now() - interval '1 h', leased_at = now() - interval '1 h'");
        set(extended, "expires_at = now() + interval '2 h', idle = '2 h'");
        set(pinned, "pinned = true, expires_at = now()");
        set(never, "expires_at = 'infinity', idle = NULL");
        house.reaper.tick();
        assertThat(house.ask("SELECT count(*) FROM registry.lease WHERE state = 'leased'"))
                .isEqualTo("3");
        set(extended, "expires_at = now()");
        set(pinned, "pinned = false");
        house.reaper.tick();
        assertThat(house.ask("SELECT string_agg(name, ' ') FROM registry.lease"))
                .isEqualTo(never.value());
    }

    @Test
    void whatAProxyLeftBehindIsFoundToBeAtRest() throws SQLException {
        DatabaseName left = made();
        DatabaseName open = made();
        DatabaseName joining = made();
        set(left, "joined_at = now() - interval '61 s'");
        set(open, "joined_at = now() - interval '61 s'");
        try (Connection session = house.session(open)) {
            house.reaper.tick();
            assertThat(session.isValid(5)).isTrue();
        }
        assertThat(house.ask("SELECT string_agg(name, ' ') FROM registry.lease WHERE resting_since IS NOT NULL"))
                .isEqualTo(left.value());
        assertThat(house.state(joining)).isEqualTo("leased");
    }

    @Test
    void aNameAloneProvesNothing() throws SQLException {
        server.sql("postgres", "CREATE ROLE dayfly_notmineeee");
        server.sql("postgres", "CREATE DATABASE dayfly_notmineeee OWNER dayfly_notmineeee");
        try {
            house.reaper.tick();
            assertThat(server.has(new DatabaseName("dayfly_notmineeee"))).isTrue();
        } finally {
            server.sql("postgres", "DROP DATABASE dayfly_notmineeee");
            server.sql("postgres", "DROP ROLE dayfly_notmineeee");
        }
    }

    @Test
    void itGoesOnWhereASessionsFarewellFails() throws SQLException {
        DatabaseName name = made();
        house.refusesToEnd = true;
        set(name, "expires_at = now()");
        house.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    private void untilGone(DatabaseName name) throws SQLException {
        Instant deadline = Instant.now().plusSeconds(10);
        while (server.has(name)) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    @Test
    void itsTimerDrivesIt() throws SQLException {
        DatabaseName name = made();
        set(name, "expires_at = now()");
        house.reaper.start(new ReaperSettings(Duration.ofMillis(100), 0));
        untilGone(name);
    }

    @Test
    void itIsWokenForWhatWasNeverUsedAndForWhatMadeRoom() throws SQLException {
        DatabasesInTurn databases = house.databases(1);
        DatabaseName unused = databases.make(DatabasesFixture.ANY).name();
        databases.dropIfUnused(unused, 1);
        untilGone(unused);
        DatabaseName resting = databases.make(DatabasesFixture.ANY).name();
        databases.rest(resting, Duration.ZERO);
        databases.make(DatabasesFixture.ANY);
        untilGone(resting);
    }
}
