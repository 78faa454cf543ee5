package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data that no server starts on is set aside and made anew; data that is not to blame is left alone. */
class DamageTest {
    private final StateFolder folder = TestFolder.create();

    @BeforeEach
    void startOnce() throws SQLException {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            Sql.execute(cluster, "CREATE TABLE kept AS SELECT 7 AS id");
        }
    }

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    @Test
    void setsAsideADirectoryWhoseControlFileIsZeroed() throws Exception {
        Files.write(folder.data().resolve("global/pg_control"), new byte[8192]);
        assertMadeAnew();
    }

    @Test
    void setsAsideADirectoryWhoseControlFileOnlyTheServerSeesToBeBroken() throws Exception {
        Path control = folder.data().resolve("global/pg_control");
        byte[] bytes = Files.readAllBytes(control);
        bytes[100] ^= 0x55;
        Files.write(control, bytes);
        assertMadeAnew();
    }

    @Test
    void setsAsideADirectoryWhoseLogIsGone() throws Exception {
        FileTree.deleteIn(folder.data().resolve("pg_wal"), name -> name.length() == 24);
        assertMadeAnew();
    }

    /** What kubelet does to a volume of a pod that has an fsGroup, at each mount. */
    @Test
    void closesWhatThePlatformOpenedToAGroup() throws Exception {
        chmod("rwxrwx---", "rw-rw----");
        assertNothingLost();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.data())))
                .isEqualTo("rwx------");
    }

    @Test
    void closesWhatWasOpenedToAnybody() throws Exception {
        chmod("rwxrwxrwx", "rwxrwxrwx");
        FileTree.setMode(folder.path(), "rwxrwxrwx");
        assertNothingLost();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo(ServerAccount.isRoot() ? "rwxr-xr-x" : "rwx------");
    }

    @Test
    void takesTheDataBackFromAnotherOwner() throws Exception {
        assumeTrue(ServerAccount.isRoot());
        for (int uid : new int[] {65534, 0, 12345}) {
            chown(folder.path(), uid);
            assertNothingLost();
            assertThat(Files.getAttribute(folder.path(), "unix:uid")).isEqualTo(0);
        }
    }

    @Test
    void namesTheSettingThatPreparedTransactionsNeed() throws Exception {
        try (EmbeddedCluster cluster = TestFolder.start(folder, 20, Map.of("max_prepared_transactions", "5"))) {
            Sql.execute(cluster, "BEGIN; CREATE TABLE prepared (); PREPARE TRANSACTION 'x'");
        }
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("maximum number of prepared transactions reached")
                .hasMessageContaining("mend embedded.settings.max_prepared_transactions");
        assertThat(aside()).isEmpty();
        try (EmbeddedCluster cluster = TestFolder.start(folder, 20, Map.of("max_prepared_transactions", "5"))) {
            Sql.execute(cluster, "COMMIT PREPARED 'x'");
        }
        assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereAnEmptyFolderGotLost() throws Exception {
        Files.delete(folder.data().resolve("pg_notify"));
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("pg_notify");
        Path again = Files.createDirectory(folder.data().resolve("pg_notify"));
        Object uid = Files.getAttribute(folder.data(), "unix:uid");
        Files.setAttribute(again, "unix:uid", uid);
        assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereItsLogIsOnADiskThatIsNotMounted() throws Exception {
        Path wal = folder.data().resolve("pg_wal");
        Path disk = folder.path().resolve("disk");
        Files.move(wal, disk);
        Files.createSymbolicLink(wal, Files.createDirectory(folder.path().resolve("mountpoint")));
        assertThatThrownBy(() -> TestFolder.start(folder)).isInstanceOf(StartFailure.class);
        Files.delete(wal);
        Files.move(disk, wal);
        assertNothingLost();
    }

    @Test
    void leavesTheDataOfAnotherVersionAlone() throws Exception {
        Path version = folder.data().resolve("PG_VERSION");
        Files.writeString(version, "17\n");
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is of PostgreSQL 17, and this dayfly has PostgreSQL 18");
        Files.writeString(version, "18\n");
        assertNothingLost();
    }

    @Test
    void leavesADataDirectoryAloneThatIsNotDayflys() throws Exception {
        Path mark = folder.data().resolve(DataDirectory.SETTINGS);
        Path elsewhere = folder.path().resolve("dayfly.conf");
        Files.move(mark, elsewhere);
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("was not made by dayfly");
        Files.move(elsewhere, mark);
        assertNothingLost();
    }

    @Test
    void makesNothingInADataDirectoryThatIsNamedAsTheStateFolder() throws Exception {
        List<Path> before = names(folder.data());
        assertThatThrownBy(() -> TestFolder.start(new StateFolder(folder.data(), folder.programs())))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("which is a data directory of PostgreSQL");
        assertThat(names(folder.data())).isEqualTo(before);
        assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereAServerAnswersThatCannotBeSeen() throws Exception {
        Path file = PostmasterFile.in(folder.data());
        Files.write(
                file,
                List.of("999999999", folder.data().toString(), "1", "5432", folder.run().toString(), "", "1 2", "ready"));
        try (ServerSocketChannel unseen = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            unseen.bind(UnixDomainSocketAddress.of(UnixEndpoint.in(folder.run()).socket()));
            Files.write(folder.data().resolve("global/pg_control"), new byte[8192]);
            assertThatThrownBy(() -> TestFolder.start(folder))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("a server whose process can't be seen from here answers");
            assertThat(file).exists();
            assertThat(aside()).isEmpty();
        }
    }

    @Test
    void keepsSomeDamagedDirectoriesAndTheNewestAlways() throws Exception {
        for (int day = 1; day <= DamagedCopies.KEPT; day++) {
            Files.createDirectories(folder.path().resolve("data.damaged-2020010" + day + "-010203-004/base"));
        }
        Files.write(folder.data().resolve("global/pg_control"), new byte[8192]);
        TestFolder.start(folder).close();
        assertThat(aside())
                .hasSize(DamagedCopies.KEPT)
                .noneMatch(copy -> copy.endsWith("data.damaged-20200101-010203-004"))
                .anyMatch(copy -> Files.exists(copy.resolve("global/pg_filenode.map")));
    }

    @Test
    void putsTheDamagedDirectoryBackWhereNoNewOneCanBeHad() throws Exception {
        Path control = folder.data().resolve("global/pg_control");
        byte[] healthy = Files.readAllBytes(control);
        Files.write(control, new byte[8192]);
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("shared_preload_libraries", "nowhere")))
                .isInstanceOf(StartFailure.class);
        Files.write(control, healthy);
        assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereASettingIsWrong() throws Exception {
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("work_mem", "much")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("invalid value for parameter \"work_mem\"")
                .hasMessageContaining("mend embedded.settings.work_mem");
        assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereTheMachineCannotStartAnother() throws Exception {
        // A library that is missing would be missing to a new data directory as well.
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("shared_preload_libraries", "nowhere")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("mend embedded.settings.shared_preload_libraries");
        assertNothingLost();
    }

    private void assertMadeAnew() throws SQLException, IOException {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT to_regclass('kept') IS NULL")).isEqualTo("t");
        }
        assertThat(aside())
                .singleElement()
                .satisfies(old -> assertThat(old.resolve("base")).exists());
    }

    private void assertNothingLost() throws SQLException, IOException {
        assertThat(aside()).isEmpty();
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT id FROM kept")).isEqualTo("7");
        }
    }

    private void chmod(String folders, String files) throws IOException {
        for (Path path : names(folder.data())) {
            FileTree.setMode(path, Files.isDirectory(path) ? folders : files);
        }
    }

    private static void chown(Path root, int uid) throws IOException {
        for (Path path : names(root)) {
            Files.setAttribute(path, "unix:uid", uid);
        }
    }

    private static List<Path> names(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.toList();
        }
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("data.damaged-"))
                    .toList();
        }
    }
}
