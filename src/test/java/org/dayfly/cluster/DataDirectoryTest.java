package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
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
        Files.write(path.resolve("global/pg_control"), control);
    }

    @Test
    void seesNoDamageWhereAllIsInPlace() {
        assertThat(data.damage(18)).isEmpty();
    }

    @Test
    void seesThatTheVersionIsMissing() throws IOException {
        Files.delete(path.resolve("PG_VERSION"));
        assertThat(data.damage(18)).contains("PG_VERSION is missing");
    }

    @Test
    void seesAnotherVersion() {
        assertThat(data.damage(19)).contains("it is of PostgreSQL 18, not 19");
    }

    @Test
    void seesThatTheControlFileIsMissingZeroedOrCut() throws IOException {
        Path control = path.resolve("global/pg_control");
        for (byte[] content : new byte[][] {new byte[8192], {1, 2, 3}, {}}) {
            Files.write(control, content);
            assertThat(data.damage(18)).contains("global/pg_control is missing or empty");
        }
        Files.delete(control);
        assertThat(data.damage(18)).contains("global/pg_control is missing or empty");
    }

    @Test
    void isSetAsideUnderTheTimeWithAllThatIsInIt() {
        Path aside = data.setAside(Clock.fixed(Instant.parse("2026-11-22T01:02:03.004Z"), ZoneOffset.UTC));
        assertThat(aside).hasFileName("data.damaged-20261122-010203-004");
        assertThat(aside.resolve("PG_VERSION")).hasContent("18");
        assertThat(data.exists()).isFalse();
    }
}
