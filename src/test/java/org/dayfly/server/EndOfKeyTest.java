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

/** When the database of a key is dropped, its snapshots are dropped too. Copies stay, and the key is free. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class EndOfKeyTest {
    private static final Key SHOP = new Key("shop");
    private static final Key MINE = new Key("mine");
    private static final Duration TTL = Duration.ofMinutes(30);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final TestedServer server;
    private final DatabasesFixture setup;
    private final DatabasesInTurn databases;

    EndOfKeyTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
        databases = setup.databases();
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
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
        return new DatabaseName(setup.probe.all().snapshots().inState("sealed").name());
    }

    @Test
    void anAgedOrIdleDatabaseIsDroppedWithItsSnapshotAndItsCopyStays() throws SQLException {
        DatabaseName aged = atRest(SHOP, DatabasesFixture.ANY);
        DatabaseName copy = copied();
        DatabaseName snapshot = snapshot();
        DatabaseName idle = atRest(MINE, DatabasesFixture.copyOf(SHOP));
        setup.probe.of(aged).make().older(TTL);
        setup.probe.of(idle).make().unusedFor(IDLE);
        setup.reaper.tick();
        assertThat(server.has(aged) || server.has(idle) || server.has(snapshot)).isFalse();
        assertThat(setup.probe.reclaimedFor(aged)).isEqualTo("aged");
        assertThat(setup.probe.reclaimedFor(idle)).isEqualTo("idle");
        assertThat(setup.probe.all().names()).containsExactly(copy.value());
        assertThat(setup.state(copy)).isEqualTo("leased");
        assertThat(server.has(copy)).isTrue();
        assertThatThrownBy(this::copied)
                .isInstanceOf(ClientError.class)
                .hasMessageContaining("there is no database \"shop\" to copy");
    }

    @Test
    void aCopyCountsAsAUseOfItsSource() throws SQLException {
        DatabaseName shop = atRest(SHOP, DatabasesFixture.ANY);
        DatabaseName unused = atRest(MINE, DatabasesFixture.ANY);
        setup.probe.all().make().unusedFor(IDLE);
        copied();
        setup.reaper.tick();
        assertThat(setup.state(shop)).isEqualTo("leased");
        assertThat(server.has(unused)).isFalse();
    }

    @Test
    void theNextClientOfAKeyGetsANewDatabaseBeforeAndAfterTheReaperRuns() throws SQLException {
        DatabaseName first = atRest(SHOP, DatabasesFixture.ANY);
        copied();
        setup.probe.of(first).make().older(TTL);
        Lease second = databases.share(SHOP, DatabasesFixture.ANY);
        assertThat(second.fresh()).isTrue();
        setup.reaper.tick();
        assertThat(server.has(first)).isFalse();
        setup.probe.of(second.name()).make().unusedFor(IDLE);
        setup.reaper.tick();
        assertThat(server.has(second.name())).isFalse();
        Lease third = databases.share(SHOP, DatabasesFixture.ANY);
        assertThat(third.fresh()).isTrue();
        assertThat(databases.share(SHOP, DatabasesFixture.ANY).name()).isEqualTo(third.name());
        databases.rest(third.name(), Duration.ZERO);
        assertThat(server.has(copied())).isTrue();
    }

    @Test
    void whenAllDatabasesHaveExpiredNothingIsLeft() throws SQLException {
        String before = onServer();
        atRest(SHOP, DatabasesFixture.ANY);
        copied();
        atRest(MINE, DatabasesFixture.copyOf(SHOP));
        databases.make(DatabasesFixture.copyOf(MINE));
        Request brief =
                new Request(Optional.empty(), Optional.of(SHOP), Optional.of(Duration.ofMinutes(1)), Optional.empty());
        databases.make(brief);
        assertThat(setup.probe.all().snapshots().count()).isEqualTo(2);
        databases.reset(MINE, DatabasesFixture.ANY);
        setup.probe.all().databases().make().expired();
        setup.reaper.tick();
        assertThat(setup.probe.all().names()).isEmpty();
        assertThat(onServer()).isEqualTo(before).contains("dayfly");
    }

    /** The names of all databases and roles of the server. */
    private String onServer() throws SQLException {
        return server.ask(
                "postgres",
                "SELECT string_agg(name, ' ' ORDER BY name) FROM (SELECT datname FROM pg_database UNION ALL"
                        + " SELECT rolname FROM pg_roles) AS all_names (name)");
    }
}
