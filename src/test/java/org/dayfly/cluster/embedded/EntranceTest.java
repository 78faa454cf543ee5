package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.TcpEndpoint;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.Secret;
import org.dayfly.machine.SystemFamily;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only dayfly can connect to the embedded server. */
class EntranceTest {
    private static final Platform WITHOUT_UNIX_SOCKETS =
            new Platform(SystemFamily.WINDOWS, Platform.here().processor());

    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    @Test
    void usesAPasswordOnLoopbackIfThereAreNoUnixSockets() throws Exception {
        try (EmbeddedCluster cluster = startOnLoopback()) {
            assertThat(Sql.answers(cluster)).isTrue();
            assertThat(Sql.ask(
                            cluster, "SELECT rolpassword ^@ 'SCRAM-SHA-256' FROM pg_authid WHERE rolname = 'dayfly'"))
                    .isEqualTo("t");
            assertThat(cluster.maintenancePassword()).isPresent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.password())))
                    .isEqualTo("rw-------");
            InetSocketAddress address = (InetSocketAddress) cluster.address();
            assertThat(address.getHostString()).isEqualTo("127.0.0.1");
            for (Optional<Secret> password : List.of(Optional.of(new Secret("guess")), Optional.<Secret>empty())) {
                MaintenanceConnector stranger = new MaintenanceConnector(
                        TcpEndpoint.loopback(address.getPort()), cluster.maintenanceRole(), password, ServerTls.NONE);
                assertThatThrownBy(() -> stranger.connect("postgres").close()).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void keepsThePasswordAfterARestart() throws Exception {
        Optional<Secret> password;
        try (EmbeddedCluster cluster = startOnLoopback()) {
            password = cluster.maintenancePassword();
        }
        try (EmbeddedCluster cluster = startOnLoopback();
                Cluster attached = EmbeddedCluster.attach(new EmbeddedSettings(
                                Optional.of(folder.path()),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of(),
                                Map.of(),
                                false))
                        .orElseThrow()) {
            assertThat(cluster.maintenancePassword()).isEqualTo(password);
            assertThat(Sql.answers(cluster)).isTrue();
            assertThat(Sql.answers(attached)).isTrue();
        }
    }

    @Test
    void putsTheSocketInAFolderOfItsOwnIfTheStateFolderIsTooDeep() throws Exception {
        Path deep =
                Files.createDirectories(folder.path().resolve("d".repeat(60)).resolve("e".repeat(60)));
        StateFolder deepFolder = new StateFolder(deep, folder.programs());
        String first;
        try (EmbeddedCluster cluster = TestFolder.start(deepFolder)) {
            first = cluster.address().toString();
            assertThat(Sql.answers(cluster)).isTrue();
            Path socketFolder = FileTree.parent(Path.of(first));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socketFolder)))
                    .isEqualTo("rwx------");
        }
        try (EmbeddedCluster cluster = TestFolder.start(deepFolder)) {
            assertThat(cluster.address()).hasToString(first);
            assertThat(Sql.answers(cluster)).isTrue();
        } finally {
            FileTree.delete(FileTree.parent(Path.of(first)));
        }
    }

    private EmbeddedCluster startOnLoopback() {
        return EmbeddedCluster.start(
                folder,
                TestFolder.archive(ServerArchive.EMBEDDED_MAJOR),
                TestFolder.noOthers(),
                new ServerSettings(20, Map.of()),
                new InstanceSettings(false, WITHOUT_UNIX_SOCKETS));
    }
}
