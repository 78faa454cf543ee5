package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dayfly.SharedMemory;
import org.dayfly.Sql;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.server.ServerTls;
import org.dayfly.machine.ProgramLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole server of each older major version, as of the embedded one, is made, killed, started again with its data, stopped, and removed. */
final class InstanceLifeTest {
    private static final String NAME = "dayfly_aaaaaabbbbbbbbbb";

    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    /** The instances as a dayfly that was just started sees them. */
    private EmbeddedInstances instances(int major) {
        ServerAccount account = folder.account();
        ServerBinaries binaries = TestFolder.archive(major).unpackUnder(folder.programs());
        Postmaster main = new Postmaster(binaries, account, folder.data(), new ProgramLog(folder.log()));
        Platform platform = Platform.here();
        return EmbeddedInstances.in(
                        folder,
                        Entrance.to(folder, platform, account),
                        main,
                        TestFolder.noOthers(),
                        new InstanceSettings(false, platform))
                .orElseThrow();
    }

    private Connection connect(Instances instances) throws SQLException {
        instances.address(NAME);
        UnixEndpoint socket = UnixEndpoint.in(folder.run().resolve("aaaaaabbbbbbbbbb"));
        return new MaintenanceConnector(socket, Instances.ADMINISTRATOR, Optional.empty(), ServerTls.NONE)
                .connect(Instances.DATABASE, "-c search_path=public");
    }

    private List<ProcessHandle> processes() {
        return ServerProcess.all(folder.instances().resolve(NAME).resolve("data"));
    }

    private void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17})
    void aServerLivesUntilItIsRemoved(int major) throws Exception {
        EmbeddedInstances instances = instances(major);
        instances.make(NAME, major);
        try (Connection client = connect(instances)) {
            assertThat(Sql.ask(client, "SHOW server_version")).startsWith(major + ".");
            Sql.run(client, "SET synchronous_commit = on", "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        kill();
        try (Connection client = connect(instances(major))) {
            assertThat(Sql.ask(client, "TABLE kept")).isEqualTo("42");
        }
        instances.close();
        assertThat(processes()).isEmpty();
        EmbeddedInstances next = instances(major);
        try (Connection client = connect(next)) {
            assertThat(Sql.ask(client, "TABLE kept")).isEqualTo("42");
        }
        Set<String> memory = SharedMemory.of(processes());
        kill();
        next.remove(NAME);
        assertThat(next.names()).isEmpty();
        assertThat(folder.instances().resolve(NAME)).doesNotExist();
        assertThat(SharedMemory.all()).doesNotContainAnyElementsOf(memory);
    }
}
