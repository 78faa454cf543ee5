package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import org.dayfly.Eventually;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.UnusableServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class OutageTest {
    private final TestedServer server;
    private final OutageCluster cluster;
    private final DatabasesFixture setup;

    OutageTest(TestedServer server) throws SQLException {
        this.server = server;
        cluster = new OutageCluster(server.cluster());
        setup = new DatabasesFixture(new TestedServer(server.major(), cluster, server.admin()));
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    @Test
    void clientsAreToldToTryAgainAndTheReaperContinues() throws Exception {
        DatabasesInTurn databases = setup.databases();
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        setup.probe.of(name).make().expired();
        cluster.down = true;
        server.sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dayfly'");

        Thread round = new Thread(setup.reaper::tick);
        round.start();
        ClientError error = catchThrowableOfType(ClientError.class, () -> databases.make(DatabasesFixture.ANY));
        assertThat(error.sqlState()).isEqualTo(SqlState.CANNOT_CONNECT_NOW.code());
        assertThat(error).hasMessage("the server cannot be reached now");
        assertThat(error.hint()).isEqualTo("try again in a moment");
        round.join();
        assertThat(server.has(name)).isTrue();

        cluster.down = false;
        Eventually.holds("the database is dropped", () -> {
            setup.reaper.tick();
            return !server.has(name);
        });
        assertThat(databases.make(DatabasesFixture.ANY).fresh()).isTrue();
    }

    @Test
    void aRefusalOfTheServerIsASystemErrorWithoutTheServersMessage() throws SQLException {
        DatabasesInTurn databases = setup.databases();
        setup.probe.withoutLeases(() -> assertThatThrownBy(() -> databases.make(DatabasesFixture.ANY))
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo(SqlState.SYSTEM_ERROR.code());
                    assertThat(error)
                            .hasMessage("the server failed to make the database")
                            .hasCauseInstanceOf(SQLException.class);
                }));
    }

    @Test
    void aServerThatCannotBeReachedAtStartCausesOneSentence() {
        cluster.down = true;
        assertThatThrownBy(() -> Registry.open(cluster))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageStartingWith("cannot use ")
                .hasMessageContaining("refused");
        cluster.down = false;
    }
}
