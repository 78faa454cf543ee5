package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import org.dayfly.Sql;
import org.dayfly.server.DatabasesFixture;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Hand-outs continue after the connection of {@link RegistryHandOut} broke. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class RegistryHandOutTest {
    private static final DatabaseName NAME = new DatabaseName("dayfly_aaaaaaaaaa");

    private final DatabasesFixture setup;
    private final RegistryHandOut registryHandOut;

    RegistryHandOutTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        registryHandOut =
                new RegistryHandOut(setup.registry, new Membership(setup.registry, "the server"), new Random());
    }

    @AfterEach
    void close() throws SQLException {
        registryHandOut.close();
        setup.close();
    }

    private void committedAhead() throws SQLException {
        setup.probe.addWarm(NAME, registryHandOut.keeper());
        assertThat(registryHandOut.reserve(NAME, 0).made()).isTrue();
    }

    @Test
    void anOldSessionThatStillHoldsTheLockIsEnded() throws SQLException {
        try (Connection forgotten = setup.registry.connectToItself()) {
            Sql.run(
                    forgotten,
                    "SELECT pg_advisory_lock(hashtextextended('" + RegistryHandOut.lockOf(registryHandOut.keeper())
                            + "', 0))");
            registryHandOut.open();
            assertThat(forgotten.isValid(5)).isFalse();
        }
        committedAhead();
    }

    @Test
    void aConnectionThatTheServerEndedIsOpenedAgain() throws SQLException {
        registryHandOut.open();
        setup.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()");
        committedAhead();
    }
}
