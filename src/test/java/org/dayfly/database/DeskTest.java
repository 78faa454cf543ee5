package org.dayfly.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Hand-outs go on after the connection of the desk broke. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class DeskTest {
    private final House house;
    private final Desk desk;

    DeskTest(Server server) throws SQLException {
        house = new House(server);
        desk = new Desk(house.registry, new Random());
    }

    @AfterEach
    void close() throws SQLException {
        desk.close();
        house.close();
    }

    private void promises() throws SQLException {
        house.sql("INSERT INTO registry.lease (name, state, keeper, expires_at) VALUES ('dayfly_aaaaaaaaaa', 'warm', "
                + desk.keeper() + ", 'infinity')");
        assertThat(desk.promise(new DatabaseName("dayfly_aaaaaaaaaa"), 0).given())
                .isTrue();
    }

    @Test
    void aSessionThatTheServerStillHasIsEndedSoThatItsLockIsFree() throws SQLException {
        try (Connection forgotten = house.registry.connectToItself();
                Statement statement = forgotten.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtextextended('" + Desk.lockOf(desk.keeper()) + "', 0))");
            desk.open();
            assertThat(forgotten.isValid(5)).isFalse();
        }
        promises();
    }

    @Test
    void oneThatTheServerEndedIsOpenedAgain() throws SQLException {
        desk.open();
        house.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()");
        promises();
    }
}
