package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private final Path path;
    private final DataDirectory data;

    DataDirectoryTest(@TempDir Path folder) {
        path = folder.resolve("data");
        data = new DataDirectory(path);
    }

    @BeforeEach
    void make() throws IOException {
        byte[] control = new byte[8192];
        Arrays.fill(control, (byte) 1);
        Files.createDirectories(path.resolve("global"));
        Files.writeString(path.resolve("PG_VERSION"), "18\n");
        Files.writeString(path.resolve(DataDirectory.SETTINGS), "");
        Files.write(path.resolve("global/pg_control"), control);
    }

    @Test
    void seesNoDamageInACompleteDirectory() {
        assertThat(data.damage()).isEmpty();
    }

    @Test
    void seesThatTheVersionIsMissingOrEmpty() throws IOException {
        Files.writeString(path.resolve("PG_VERSION"), "");
        assertThat(data.damage()).contains("PG_VERSION is missing or empty");
        Files.delete(path.resolve("PG_VERSION"));
        assertThat(data.damage()).contains("PG_VERSION is missing or empty");
    }

    @Test
    void seesThatTheControlFileIsMissingZeroedOrCut() throws IOException {
        Path control = path.resolve("global/pg_control");
        for (byte[] content : new byte[][] {new byte[8192], {1, 2, 3}, {}}) {
            Files.write(control, content);
            assertThat(data.damage()).contains("global/pg_control is missing or empty");
        }
        Files.delete(control);
        assertThat(data.damage()).contains("global/pg_control is missing or empty");
    }

    @Test
    void reportsNoDamageIfAFileCannotBeRead() throws IOException {
        Files.delete(path.resolve("PG_VERSION"));
        Files.createSymbolicLink(path.resolve("PG_VERSION"), Files.writeString(path.resolve("secret"), "topsecret"));
        assertThatThrownBy(data::damage)
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("can't be read")
                .hasMessageNotContainingAny("topsecret");
    }

    @Test
    void refusesDataWithoutTheSettingsFileOfDayfly() throws IOException {
        data.refuseForeign(18);
        Files.delete(path.resolve(DataDirectory.SETTINGS));
        assertThatThrownBy(() -> data.refuseForeign(18))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("was not made by dayfly")
                .hasMessageContaining("--set embedded.directory=FOLDER");
    }

    @Test
    void refusesDataOfAnotherVersion() {
        assertThatThrownBy(() -> data.refuseForeign(19))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is of PostgreSQL 18, and this dayfly starts PostgreSQL 19");
    }

    @Test
    void refusesADataDirectoryThatIsUsedAsAStateFolder() {
        DataDirectory inside = new DataDirectory(path.resolve("data"));
        assertThatThrownBy(() -> inside.refuseForeign(18))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("which is a data directory of PostgreSQL");
    }

    @Test
    void takesAnEmptyFolderForNoData() throws IOException {
        DataDirectory empty = new DataDirectory(Files.createDirectory(path.resolve("volume")));
        assertThat(empty.exists()).isFalse();
    }

    @Test
    void refusesALinkThatLeadsNowhere() throws IOException {
        DataDirectory unmounted =
                new DataDirectory(Files.createSymbolicLink(path.resolve("link"), path.resolve("nowhere")));
        assertThat(unmounted.exists()).isTrue();
        assertThatThrownBy(() -> unmounted.refuseForeign(18)).isInstanceOf(ClusterException.class);
    }

    @Test
    void setsTheWholeDirectoryAsideUnderTheCurrentTime() {
        Path aside = data.setAside(Clock.fixed(Instant.parse("2026-11-22T01:02:03.004Z"), ZoneOffset.UTC));
        assertThat(aside).hasFileName("data.damaged-20261122-010203-004");
        assertThat(aside.resolve("PG_VERSION")).hasContent("18");
        assertThat(data.exists()).isFalse();
    }

    @Test
    void keepsOnlyTheNewestDamagedCopies() throws IOException {
        Path renamed = Files.createDirectories(path.resolveSibling("data.damaged-20200101-010203-004.keep"));
        for (int day = 1; day <= DamagedCopies.KEPT + 2; day++) {
            Files.createDirectories(path.resolveSibling("data.damaged-2026110" + day + "-010203-004/base"));
        }
        DamagedCopies.prune(path);
        assertThat(FileTree.parent(path).toFile().list())
                .containsExactlyInAnyOrder(
                        "data",
                        renamed.getFileName().toString(),
                        "data.damaged-20261103-010203-004",
                        "data.damaged-20261104-010203-004",
                        "data.damaged-20261105-010203-004");
    }
}
