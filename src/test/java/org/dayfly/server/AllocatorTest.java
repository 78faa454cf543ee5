package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.dayfly.Sql;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.StrategyChoice;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.ServerTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(EveryServer.class)
class AllocatorTest {
    private final TestedServer server;
    private final DatabasesFixture setup;
    private final DatabasesInTurn databases;

    AllocatorTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
        databases = setup.databases();
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    @Test
    void theOwnerLogsInWithTheDerivedPasswordAndOwnsTheDatabase() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        try (Connection session = setup.session(name)) {
            Sql.run(
                    session,
                    "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE TABLE public.t (a int)",
                    "CREATE EXTENSION citext");
        }
    }

    @Test
    void theRoleOfADatabaseHasNoOtherRights() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        assertThat(server.ask(
                        "postgres",
                        "SELECT (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin, rolconnlimit)"
                                + " FROM pg_roles WHERE rolname = '" + name + "'"))
                .isEqualTo("(f,f,f,f,f,t,50)");
    }

    @Test
    void aTenantCannotConnectToAnotherDatabase() throws SQLException {
        DatabaseName mine = databases.make(DatabasesFixture.ANY).name();
        DatabaseName other = databases.make(DatabasesFixture.ANY).name();
        String password = setup.registry.credentials().password(other.value()).value();
        assertThatThrownBy(() -> server.session(other, mine.value(), password))
                .hasMessageContaining("permission denied for database");
        assertThatThrownBy(() -> server.session(other, "dayfly", password))
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void theServerStoresAVerifierAndNoPassword() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        assertThat(server.ask("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = '" + name + "'"))
                .isEqualTo(setup.registry.credentials().verifier(name.value()))
                .startsWith("SCRAM-SHA-256$1:");
    }

    @Test
    void theRegistryHasTheClientAndTheTimesOfALease() throws Exception {
        Request request = new Request(
                Optional.of(InetAddress.getByName("fe80::1%1")),
                Optional.empty(),
                Optional.of(Duration.ofHours(2)),
                Optional.of(Duration.ZERO));
        Lease lease = databases.make(request);
        assertThat(lease.fresh()).isTrue();
        assertThat(lease.idle()).isEmpty();
        LeaseRows row = setup.probe.of(lease.name());
        assertThat(row.client()).isEqualTo("fe80::1");
        assertThat(row.state()).isEqualTo("leased");
        assertThat(row.opened()).isEqualTo(1);
        assertThat(row.areInUse()).isTrue();
        assertThat(row.idle()).isEmpty();
        assertThat(row.ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(row.expiresAt()).isCloseTo(lease.expiresAt(), within(1, ChronoUnit.MILLIS));
    }

    @Test
    void aTtlOfZeroMeansForEver() {
        Lease lease = databases.make(
                new Request(Optional.empty(), Optional.empty(), Optional.of(Duration.ZERO), Optional.empty()));
        assertThat(lease.expiresAt()).isEqualTo(Instant.MAX);
        assertThat(lease.idle()).contains(Duration.ofMinutes(10));
    }

    @Test
    void aNameThatIsTakenIsNotUsed() throws SQLException {
        DatabaseName leased = databases.make(DatabasesFixture.ANY).name();
        DatabaseName role = new DatabaseName("dayfly_roleroleaa");
        DatabaseName past = new DatabaseName("dayfly_pastpastaa");
        DatabaseName free = new DatabaseName("dayfly_freefreeaa");
        server.sql("postgres", "DROP ROLE IF EXISTS dayfly_roleroleaa; CREATE ROLE dayfly_roleroleaa");
        setup.probe.addReclaimed(past, Duration.ZERO);
        Iterator<DatabaseName> names = List.of(leased, role, past, free).iterator();
        DatabaseMaker maker = new DatabaseMaker(
                setup.registry,
                names::next,
                CreateStrategy.SERVER_DEFAULT,
                Executors.newSingleThreadScheduledExecutor(),
                () -> {});

        WarmDatabase made = maker.makeWarm(Base.EMPTY, RoleSettings.UNLIMITED, 1);

        assertThat(made.name()).isEqualTo(free);
        setup.reaper.tick();
        assertThat(server.has(role)).isTrue();
        assertThat(server.has(leased)).isTrue();
        server.sql("postgres", "DROP ROLE dayfly_roleroleaa");
    }

    @Test
    void bothStrategiesAreMeasuredAndNoDatabaseIsLeft() throws SQLException {
        DatabaseMaker maker = new DatabaseMaker(
                setup.registry,
                () -> DatabaseName.random(new java.security.SecureRandom(), new ServerTag("aaaaaa")),
                CreateStrategy.SERVER_DEFAULT,
                Executors.newSingleThreadScheduledExecutor(),
                () -> {});
        CreateStrategy strategy = new StrategyChoice(maker).faster(setup.registry.server());
        assertThat(strategy == CreateStrategy.SERVER_DEFAULT).isEqualTo(server.major() < 15);
        setup.reaper.tick();
        assertThat(setup.probe.all().names()).isEmpty();
        assertThat(server.ask("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'dayfly\\_%'"))
                .isEqualTo("0");
    }
}
