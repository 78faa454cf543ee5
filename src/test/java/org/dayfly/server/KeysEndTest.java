package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.create.Request;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A key's database ends like any other, and its snapshots with it; what was copied stays, and the key is free. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class KeysEndTest {
    private static final Key SHOP = new Key("shop");
    private static final Key MINE = new Key("mine");
    private static final String AGED = "leased_at = now() - interval '30 min', expires_at = now()";
    private static final String IDLE = "last_used_at = now() - interval '10 min'";

    private final TestedServer server;
    private final DatabasesFixture house;
    private final DatabasesInTurn databases;

    KeysEndTest(TestedServer server) throws SQLException {
        this.server = server;
        house = new DatabasesFixture(server);
        databases = house.databases();
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
    }

    private DatabaseName atRest(Key key, Request request) throws SQLException {
        DatabaseName name = databases.share(key, request).name();
        databases.rest(name, Duration.ZERO);
        return name;
    }

    private DatabaseName copied() {
        return databases.make(DatabasesFixture.copyOf(SHOP)).name();
    }

    private DatabaseName snapshot() throws SQLException {
        return new DatabaseName(
                house.ask("SELECT name FROM registry.lease WHERE kind = 'snapshot' AND state = 'sealed'"));
    }

    private void set(DatabaseName name, String what) throws SQLException {
        house.sql("UPDATE registry.lease SET " + what + " WHERE name = '" + name + "'");
    }

    @Test
    void whenItIsAgedOrIdleItsSnapshotGoesWithItAndItsCopyStays() throws SQLException {
        DatabaseName aged = atRest(SHOP, DatabasesFixture.ANY);
        DatabaseName copy = copied();
        DatabaseName snapshot = snapshot();
        DatabaseName idle = atRest(MINE, DatabasesFixture.copyOf(SHOP));
        set(aged, AGED);
        set(idle, IDLE);
        house.reaper.tick();
        assertThat(server.has(aged) || server.has(idle) || server.has(snapshot)).isFalse();
        assertThat(house.ask("SELECT string_agg(reason, ' ' ORDER BY key) FROM registry.reclaimed WHERE name IN ('"
                        + aged + "', '" + idle + "')"))
                .isEqualTo("idle aged");
        assertThat(house.ask("SELECT string_agg(name || ' ' || state, ' ') FROM registry.lease"))
                .isEqualTo(copy + " leased");
        assertThat(server.has(copy)).isTrue();
        assertThatThrownBy(this::copied)
                .isInstanceOf(ClientError.class)
                .hasMessageContaining("there is no database \"shop\" to copy");
    }

    @Test
    void toBeCopiedIsToBeUsed() throws SQLException {
        DatabaseName shop = atRest(SHOP, DatabasesFixture.ANY);
        DatabaseName unused = atRest(MINE, DatabasesFixture.ANY);
        house.sql("UPDATE registry.lease SET " + IDLE);
        copied();
        house.reaper.tick();
        assertThat(house.state(shop)).isEqualTo("leased");
        assertThat(server.has(unused)).isFalse();
    }

    @Test
    void whoNamesTheKeyNextHasItMadeAnewBeforeAndAfterTheReaperCameBy() throws SQLException {
        DatabaseName first = atRest(SHOP, DatabasesFixture.ANY);
        copied();
        set(first, AGED);
        Lease second = databases.share(SHOP, DatabasesFixture.ANY);
        assertThat(second.fresh()).isTrue();
        house.reaper.tick();
        assertThat(server.has(first)).isFalse();
        set(second.name(), IDLE);
        house.reaper.tick();
        assertThat(server.has(second.name())).isFalse();
        Lease third = databases.share(SHOP, DatabasesFixture.ANY);
        assertThat(third.fresh()).isTrue();
        assertThat(databases.share(SHOP, DatabasesFixture.ANY).name()).isEqualTo(third.name());
        databases.rest(third.name(), Duration.ZERO);
        assertThat(server.has(copied())).isTrue();
    }

    @Test
    void whenAllIsOverNothingIsLeft() throws SQLException {
        String before = onServer();
        atRest(SHOP, DatabasesFixture.ANY);
        copied();
        atRest(MINE, DatabasesFixture.copyOf(SHOP));
        databases.make(DatabasesFixture.copyOf(MINE));
        Request brief =
                new Request(Optional.empty(), Optional.of(SHOP), Optional.of(Duration.ofMinutes(1)), Optional.empty());
        databases.make(brief);
        assertThat(house.ask("SELECT count(*) FROM registry.lease WHERE kind = 'snapshot'"))
                .isEqualTo("2");
        databases.reset(MINE, DatabasesFixture.ANY);
        house.sql("UPDATE registry.lease SET expires_at = now() WHERE kind = 'database'");
        house.reaper.tick();
        assertThat(house.ask("SELECT count(*) FROM registry.lease")).isEqualTo("0");
        assertThat(onServer()).isEqualTo(before).contains("dayfly");
    }

    /** Every database and every role there is. */
    private String onServer() throws SQLException {
        return server.ask(
                "postgres",
                "SELECT string_agg(name, ' ' ORDER BY name) FROM (SELECT datname FROM pg_database UNION ALL"
                        + " SELECT rolname FROM pg_roles) AS all_names (name)");
    }
}
