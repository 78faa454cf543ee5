package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void leavesTheDataAloneWhereASettingIsWrong() throws Exception {
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("work_mem", "much")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("invalid value for parameter \"work_mem\"");
        assertNothingLost();
    }

    @Test
    void leavesTheDataAloneWhereTheMachineCannotStartAnother() throws Exception {
        // A library that is missing would be missing to a new data directory as well.
        assertThatThrownBy(() -> TestFolder.start(folder, 20, Map.of("shared_preload_libraries", "nowhere")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("nowhere");
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

    private List<Path> aside() throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("data.damaged-"))
                    .toList();
        }
    }
}
