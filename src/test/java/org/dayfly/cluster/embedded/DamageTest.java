package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.dayfly.Sql;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damaged data is set aside and made again. If the failure has another cause, the data is left alone. */
class DamageTest {
    private final KeptData kept = KeptData.create();
    private final StateFolder folder = kept.folder();

    @BeforeEach
    void startOnce() throws SQLException {
        kept.make();
    }

    @AfterEach
    void delete() {
        kept.delete();
    }

    @Test
    void setsAsideADirectoryWhoseControlFileIsZeroed() throws Exception {
        Files.write(folder.data().resolve("global/pg_control"), new byte[8192]);
        assertMadeAnew();
    }

    @Test
    void setsAsideADirectoryWhoseControlFileHasAWrongChecksum() throws Exception {
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

    @Test
    void namesTheSettingThatPreparedTransactionsNeed() throws Exception {
        try (EmbeddedCluster cluster = TestFolder.start(folder, 20, Map.of("max_prepared_transactions", "5"))) {
            Sql.run(cluster, "BEGIN; CREATE TABLE public.prepared (); PREPARE TRANSACTION 'x'");
        }
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("maximum number of prepared transactions reached")
                .hasMessageContaining("correct embedded.settings.max_prepared_transactions");
        assertThat(kept.aside()).isEmpty();
        try (EmbeddedCluster cluster = TestFolder.start(folder, 20, Map.of("max_prepared_transactions", "5"))) {
            Sql.run(cluster, "COMMIT PREPARED 'x'");
        }
        kept.assertNothingLost();
    }

    @Test
    void leavesTheDataAloneIfAnEmptyFolderIsMissing() throws Exception {
        Files.delete(folder.data().resolve("pg_notify"));
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("pg_notify");
        Path again = Files.createDirectory(folder.data().resolve("pg_notify"));
        Object uid = Files.getAttribute(folder.data(), "unix:uid");
        Files.setAttribute(again, "unix:uid", uid);
        kept.assertNothingLost();
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
        kept.assertNothingLost();
    }

    @Test
    void keepsSomeDamagedDirectoriesAndAlwaysTheNewest() throws Exception {
        for (int day = 1; day <= DamagedCopies.KEPT; day++) {
            Files.createDirectories(folder.path().resolve("data.damaged-2020010" + day + "-010203-004/base"));
        }
        Files.write(folder.data().resolve("global/pg_control"), new byte[8192]);
        TestFolder.start(folder).close();
        assertThat(kept.aside())
                .hasSize(DamagedCopies.KEPT)
                .noneMatch(copy -> copy.endsWith("data.damaged-20200101-010203-004"))
                .anyMatch(copy -> Files.exists(copy.resolve("global/pg_filenode.map")));
    }

    @Test
    void putsTheDamagedDirectoryBackIfNoNewDirectoryCanBeMade() throws Exception {
        Path control = folder.data().resolve("global/pg_control");
        byte[] healthy = Files.readAllBytes(control);
        Files.write(control, new byte[8192]);
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("shared_preload_libraries", "nowhere")))
                .isInstanceOf(StartFailure.class);
        Files.write(control, healthy);
        kept.assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereASettingIsWrong() throws Exception {
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("work_mem", "much")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("invalid value for parameter \"work_mem\"")
                .hasMessageContaining("correct embedded.settings.work_mem");
        kept.assertNothingLost();
    }

    @Test
    void leavesTheDataAloneIfTheMachineCannotStartAnyServer() throws Exception {
        // A server with a new data directory would miss the library too.
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("shared_preload_libraries", "nowhere")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("correct embedded.settings.shared_preload_libraries");
        kept.assertNothingLost();
    }

    private void assertMadeAnew() throws SQLException, IOException {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT to_regclass('public.kept') IS NULL"))
                    .isEqualTo("t");
        }
        assertThat(kept.aside())
                .singleElement()
                .satisfies(old -> assertThat(old.resolve("base")).exists());
    }
}
