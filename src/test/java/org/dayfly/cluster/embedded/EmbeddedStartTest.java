package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.dayfly.Sql;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.machine.MachineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedStartTest {
    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    @Test
    void keepsItsDataFromOneStartToTheNext() throws SQLException {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            Sql.run(cluster, "CREATE TABLE public.kept (id int)");
        }
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            Sql.run(cluster, "INSERT INTO public.kept VALUES (1)");
        }
    }

    @Test
    void leavesNoProcessWhenClosedAndMayBeClosedTwice() {
        EmbeddedCluster cluster = TestFolder.start(folder);
        cluster.close();
        cluster.close();
        assertThat(ServerProcess.all(folder.data())).isEmpty();
    }

    @Test
    void startsPostgres18WithASuperuserAndAClosedSocket() throws Exception {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SHOW server_version")).startsWith("18.");
            assertThat(Sql.ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("t");
            assertThat(cluster.address()).isInstanceOf(DomainSocketAddress.class);
            assertThat(Sql.ask(cluster, "SHOW listen_addresses")).isEmpty();
            assertThat(mode(folder.run())).isEqualTo("rwx------");
            assertThat(mode(folder.data())).isEqualTo("rwx------");
        }
    }

    @Test
    void prefersSettingsOfTheOperatorToItsOwn() throws SQLException {
        try (EmbeddedCluster cluster =
                TestFolder.start(folder, 33, Map.of("work_mem", "5MB", "event_source", "it's, \"b\\c\""))) {
            assertThat(Sql.ask(cluster, "SHOW work_mem")).isEqualTo("5MB");
            assertThat(Sql.ask(cluster, "SHOW event_source")).isEqualTo("it's, \"b\\c\"");
            assertThat(Sql.ask(cluster, "SHOW max_connections")).isEqualTo("63");
            assertThat(Sql.ask(cluster, "SHOW fsync")).isEqualTo("off");
        }
    }

    @Test
    void removesWhatAKilledStartLeftUnfinished() throws Exception {
        Path unfinished = Files.createDirectories(folder.path().resolve(FileTree.UNFINISHED + "1/base"));
        TestFolder.start(folder).close();
        assertThat(unfinished.getParent()).doesNotExist();
    }

    @Test
    void removesProgramsThatNoDayflyHasStartedForDays() throws Exception {
        Path lately = Files.createDirectories(folder.path().resolve("postgresql-18-0b/bin"));
        Path longAgo = Files.createDirectories(folder.path().resolve("postgresql-17-0a/bin"));
        Files.setLastModifiedTime(
                longAgo.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        TestFolder.start(folder).close();
        assertThat(lately).exists();
        assertThat(longAgo.getParent()).doesNotExist();
    }

    @Test
    void leavesFoldersAloneWhoseNamesOnlyBeginLikeItsOwn() throws Exception {
        Path backup = Files.createDirectories(folder.path().resolve("postgresql-backup/base"));
        TestFolder.start(folder).close();
        assertThat(backup).exists();
    }

    @Test
    void makesItsDataInAnEmptyFolderThatExists() throws Exception {
        Files.createDirectory(folder.data());
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.answers(cluster)).isTrue();
        }
    }

    @Test
    void unpacksItsProgramsOnce() throws Exception {
        StateFolder own = StateFolder.at(folder.path());
        ServerArchive archive = TestFolder.archive(ServerArchive.EMBEDDED_MAJOR);
        Path postgres = Path.of(archive.unpackUnder(own.programs()).program("postgres"));
        FileTime unpacked = Files.getLastModifiedTime(postgres);
        assertThat(Path.of(archive.unpackUnder(own.programs()).program("postgres")))
                .isEqualTo(postgres);
        assertThat(Files.getLastModifiedTime(postgres)).isEqualTo(unpacked);
        try (var entries = Files.list(own.programs())) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void refusesAFolderThatThisProcessUsesAndKeepsItsLock() {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> TestFolder.start(folder))
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContaining("this process still runs the server in " + folder.path())
                        .hasMessageContaining("restart dayfly");
            }
            assertThat(cluster.name()).contains(folder.data().toString());
        }
        TestFolder.start(folder).close();
    }

    @Test
    void namesAFolderThatCannotBeMade() throws Exception {
        Path file = Files.createFile(folder.path().resolve("file"));
        assertThatThrownBy(() -> TestFolder.start(StateFolder.at(file.resolve("state"))))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("can't be made");
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
