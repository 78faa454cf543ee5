package org.dayfly.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptProgressTest {
    private final List<String> said = new ArrayList<>();
    private Duration now = Duration.ofDays(1);
    private final ScriptProgress progress = new ScriptProgress(() -> now.toNanos(), said::add);

    /** Reads a script of 1000 kB in ten parts that take some time each. */
    private void readInParts(Duration each, long size) throws IOException {
        InputStream in = progress.of(Path.of("seed.sql"), size, new ByteArrayInputStream(new byte[1_000_000]));
        for (int part = 0; part < 10; part++) {
            now = now.plus(each);
            in.read(new byte[100_000]);
        }
        now = now.plus(each);
        in.read(new byte[1]);
    }

    @Test
    void reportsEveryFiveSeconds() throws Exception {
        readInParts(Duration.ofSeconds(2), 1_000_000);
        assertThat(said)
                .containsExactly("seed.sql: 30 % of 1000 kB", "seed.sql: 60 % of 1000 kB", "seed.sql: 90 % of 1000 kB");
    }

    @Test
    void reportsNothingForShortScripts() throws Exception {
        readInParts(Duration.ofMillis(400), 1_000_000);
        assertThat(said).isEmpty();
    }

    @Test
    void reportsMegabytesForLargeScripts() throws Exception {
        readInParts(Duration.ofSeconds(3), 50_000_000);
        assertThat(said).startsWith("seed.sql: 0 % of 50 MB").endsWith("seed.sql: 2 % of 50 MB");
    }

    @Test
    void reportsAtMost100PercentOfAFileThatGrew() throws Exception {
        readInParts(Duration.ofSeconds(5), 0);
        assertThat(said).hasSize(10).allMatch(line -> line.equals("seed.sql: 100 % of 0 kB"));
    }
}
