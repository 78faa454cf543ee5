package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class AdministrationTest {
    private static final DatabaseName UNKNOWN = new DatabaseName("dayfly_unknownunknown");
    private static final Key SHOP = new Key("shop");

    private final TestedServer server;
    private final DatabasesFixture setup;
    private final Administration administration;

    AdministrationTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
        administration = new Administration(setup.registry);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private CopiedDatabase family() throws SQLException {
        return CopiedDatabase.make(setup, SHOP);
    }

    static void assertRefused(ThrowingCallable call, String message, String hint) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ClientError.class, error -> assertThat(error.hint()).contains(hint))
                .hasMessage(message);
    }

    private DatabaseName made() {
        return setup.databases().make(DatabasesFixture.ANY).name();
    }

    @Test
    void aSnapshotHasNoExpiryTimeAndNoUrl() throws SQLException {
        DatabaseName name = family().snapshot();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> administration.extend(name, Duration.ofHours(1)),
                () -> administration.pin(name),
                () -> administration.url(name, "localhost"))) {
            assertRefused(
                    call,
                    "database \"%s\" is a snapshot: no client can connect to it, and it has no expiry time"
                            .formatted(name),
                    "connect as \"copy.shop\" to get a copy of it");
        }
    }

    @Test
    void aTemplateCanBePinned() throws SQLException {
        DatabaseName name = family().snapshot();
        setup.probe.all().snapshots().make().templates("");
        administration.pin(name);
        assertThat(administration.show(name).lifetime().pinned()).isTrue();
        assertRefused(
                () -> administration.extend(name, Duration.ofHours(1)),
                "database \"%s\" is a template: no client can connect to it, and it has no expiry time".formatted(name),
                "connect as \"new\" to get a copy of it");
    }

    @Test
    void aSnapshotCanBeDroppedWhileASessionUsesACopy() throws SQLException {
        CopiedDatabase family = family();
        try (Connection session = setup.session(family.copy())) {
            administration.drop(family.snapshot());
            assertThat(session.isValid(5)).isTrue();
        }
        assertThat(server.ask(
                        "postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + family.snapshot() + "'"))
                .isEqualTo("0");
        assertThat(administration.ls())
                .extracting(DatabaseStatus::name)
                .containsExactly(family.shared(), family.copy());
    }

    @Test
    void aDatabaseThatIsStillBeingMadeIsRefusedForNow() throws SQLException {
        setup.probe.addUnfinished(UNKNOWN);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> administration.drop(UNKNOWN), () -> administration.url(UNKNOWN, "localhost"))) {
            assertRefused(call, "database \"%s\" is still being made".formatted(UNKNOWN), "try again in a moment");
        }
    }

    @Test
    void anExtendedDatabaseStaysThatLongUsedOrUnused() throws SQLException {
        DatabaseName name = made();
        setup.probe.of(name).make().unusedFor(Duration.ofHours(1));
        Instant until = administration.extend(name, Duration.ofHours(2));
        setup.reaper.tick();
        assertThat(setup.probe.of(name).idle()).contains(Duration.ofHours(2));
        assertThat(setup.probe.of(name).timeLeft()).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
        assertThat(administration.show(name).lifetime().expiresAt()).isEqualTo(until);
        assertThat(administration.extend(name, Duration.ofMinutes(1))).isEqualTo(until);
    }

    @Test
    void aPinnedDatabaseStaysUntilItIsExtended() throws SQLException {
        DatabaseName name = made();
        administration.pin(name);
        setup.probe.of(name).make().expired();
        setup.reaper.tick();
        assertThat(administration.show(name).lifetime().left()).isEmpty();
        assertThat(setup.databases().join(name))
                .isEqualTo(
                        Lease.joined(LeaseKind.DATABASE, name, Optional.empty(), Instant.MAX, Optional.empty(), false));
        administration.extend(name, Duration.ofMinutes(5));
        assertThat(administration.show(name).lifetime().left()).isPresent();
    }

    @Test
    void aDroppedDatabaseIsGoneWhenTheCallReturns() throws SQLException {
        DatabaseName name = made();
        try (Connection session = setup.session(name)) {
            administration.drop(name);
            assertThat(session.isValid(5)).isFalse();
        }
        assertThat(server.has(name)).isFalse();
        assertThatThrownBy(() -> administration.show(name))
                .isInstanceOf(ClientError.class)
                .hasMessage("database \"%s\" was dropped by an administrator", name);
    }

    @Test
    void theUrlHoldsWhatADriverNeeds() throws SQLException {
        DatabaseName name = made();
        String password = setup.registry.credentials().password(name.value()).value();
        assertThat(administration.url(name, "localhost:6432"))
                .isEqualTo("postgresql://%s:%s@localhost:6432/%s", name, password, name);
    }

    @Test
    void anUnknownNameIsRefused() {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> administration.show(UNKNOWN),
                () -> administration.pin(UNKNOWN),
                () -> administration.drop(UNKNOWN),
                () -> administration.extend(UNKNOWN, Duration.ZERO),
                () -> administration.url(UNKNOWN, "localhost"))) {
            assertRefused(call, "database \"dayfly_unknownunknown\" does not exist", "dayfly ls");
        }
    }
}
