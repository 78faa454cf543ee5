package org.dayfly.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class AdministrationTest {
    private static final DatabaseName UNKNOWN = new DatabaseName("dayfly_unknownunknown");

    private final Server server;
    private final House house;
    private final Administration administration;

    AdministrationTest(Server server) throws SQLException {
        this.server = server;
        house = new House(server);
        administration = new Administration(house.registry);
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
    }

    private DatabaseName made() {
        return house.databases().make(House.ANY).name();
    }

    @Test
    void listsWhatThereIsEldestFirst() throws Exception {
        assertThat(administration.ls()).isEmpty();
        Request request =
                new Request(Optional.of(InetAddress.getByName("10.1.2.3")), Optional.empty(), Optional.empty());
        DatabaseName elder = house.databases().make(request).name();
        DatabaseName younger = made();
        try (Connection session = house.session(elder)) {
            assertThat(session.isValid(5)).isTrue();
            assertThat(administration.ls()).extracting(DatabaseStatus::name).containsExactly(elder, younger);
            DatabaseStatus status = administration.show(elder);
            assertThat(status.state()).isEqualTo("leased");
            assertThat(status.client()).contains("10.1.2.3");
            assertThat(status.sessions()).isEqualTo(1);
            assertThat(status.opened()).isEqualTo(1);
            assertThat(status.reason()).isEmpty();
            assertThat(status.lifetime().idle()).contains(Duration.ofMinutes(10));
            assertThat(status.lifetime().left().orElseThrow())
                    .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
            assertThat(status.lifetime().pinned()).isFalse();
        }
        assertThat(administration.show(younger).client()).isEmpty();
    }

    @Test
    void anExtendedOneLivesThatLongWhetherUsedOrNot() throws SQLException {
        DatabaseName name = made();
        house.sql("UPDATE lease SET last_used_at = now() - interval '1 h'");
        Instant until = administration.extend(name, Duration.ofHours(2));
        house.reaper.tick();
        assertThat(house.ask("SELECT (idle, expires_at - now() BETWEEN '119 min' AND '2 h') FROM lease"))
                .isEqualTo("(02:00:00,t)");
        assertThat(administration.show(name).lifetime().expiresAt()).isEqualTo(until);
        assertThat(administration.extend(name, Duration.ofMinutes(1))).isEqualTo(until);
    }

    @Test
    void aPinnedOneStaysUntilItIsExtended() throws SQLException {
        DatabaseName name = made();
        administration.pin(name);
        house.sql("UPDATE lease SET expires_at = now()");
        house.reaper.tick();
        assertThat(administration.show(name).lifetime().left()).isEmpty();
        assertThat(house.databases().join(name)).isEqualTo(new Lease(name, Instant.MAX, Optional.empty(), false));
        administration.extend(name, Duration.ofMinutes(5));
        assertThat(administration.show(name).lifetime().left()).isPresent();
    }

    @Test
    void aDroppedOneIsGoneWhenTheCallReturns() throws SQLException {
        DatabaseName name = made();
        try (Connection session = house.session(name)) {
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
        String password = house.registry.credentials().password(name.value()).value();
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
            assertThatThrownBy(call)
                    .isInstanceOf(ClientError.class)
                    .hasMessage("database \"dayfly_unknownunknown\" does not exist");
        }
    }
}
