package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.config.server.ServerTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole servers beside the embedded server: made, stopped, started again, removed. */
final class InstancesTest {
    private static final String NAME = "dayfly_aaaaaabbbbbbbbbb";

    private final StateFolder folder = TestFolder.create();
    private EmbeddedCluster cluster = TestFolder.start(folder);

    @AfterEach
    void stop() {
        cluster.close();
        TestFolder.delete(folder);
    }

    private Instances instances() {
        return cluster.instances().orElseThrow();
    }

    private Connection connect() throws SQLException {
        instances().address(NAME);
        UnixEndpoint socket = UnixEndpoint.in(folder.run().resolve("aaaaaabbbbbbbbbb"));
        return new MaintenanceConnector(socket, Instances.ADMINISTRATOR, Optional.empty(), ServerTls.NONE)
                .connect(Instances.DATABASE);
    }

    @Test
    void anInstanceKeepsItsDataWhileDayflyIsStopped() throws Exception {
        instances().make(NAME, ServerArchive.EMBEDDED_MAJOR);
        assertThat(instances().names()).containsExactly(NAME);
        try (Connection connection = connect()) {
            Sql.run(connection, "CREATE DATABASE app");
            Sql.run(connection, "CREATE TABLE public.kept AS SELECT 42 AS answer");
        }
        cluster.close();
        assertThat(ServerProcess.all(folder.instances().resolve(NAME).resolve("data")))
                .isEmpty();
        cluster = TestFolder.start(folder);
        try (Connection connection = connect()) {
            assertThat(Sql.ask(connection, "TABLE public.kept")).isEqualTo("42");
            assertThat(Sql.ask(connection, "SELECT count(*) FROM pg_database WHERE datname = 'app'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void aDeadInstanceIsStartedAgainWithItsData() throws Exception {
        instances().make(NAME, ServerArchive.EMBEDDED_MAJOR);
        try (Connection connection = connect()) {
            Sql.run(connection, "CREATE TABLE public.kept AS SELECT 42 AS answer", "CHECKPOINT");
        }
        List<ProcessHandle> processes =
                ServerProcess.all(folder.instances().resolve(NAME).resolve("data"));
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        try (Connection connection = connect()) {
            assertThat(Sql.ask(connection, "TABLE public.kept")).isEqualTo("42");
        }
    }

    @Test
    void nothingIsLeftOfARemovedInstance() throws Exception {
        instances().make(NAME, ServerArchive.EMBEDDED_MAJOR);
        try (Connection open = connect()) {
            instances().remove(NAME);
            assertThat(open.isValid(1)).isFalse();
        }
        assertThat(instances().names()).isEmpty();
        assertThat(Files.exists(folder.run().resolve("aaaaaabbbbbbbbbb"))).isFalse();
        assertThat(Files.exists(folder.instances().resolve(NAME))).isFalse();
        assertThatThrownBy(() -> instances().address(NAME))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("there is no whole server in");
        instances().remove(NAME);
    }
}
