package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a full disk dayfly refuses clients and loses no data. Once there is room, dayfly serves clients again. */
final class DiskFullTest {
    private static final int MEGABYTE = 1 << 20;

    private final ServedFolder folder = ServedFolder.create();

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=200m,mode=755",
                                "tmpfs",
                                folder.path().toString())
                        == 0,
                "no file system can be mounted here");
        folder.linkPrograms();
    }

    @AfterEach
    void unmount() throws Exception {
        folder.killServer();
        run("umount", "-l", folder.path().toString());
        folder.close();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void clientsAreRefusedWhileTheDiskIsFullAndServedAfterwards() throws Exception {
        try (ServeProcess dayfly =
                ServeProcess.start(folder, "databases.warm.min=0", "databases.warm.max=0", "reaper.interval=200ms")) {
            try (Connection session = TestProxy.connect(dayfly.port(), "new.kept")) {
                Sql.run(session, "CREATE TABLE kept AS SELECT 7 AS id");
            }
            Path filler = fill();
            // PostgreSQL itself restarts if there is no room for its write-ahead log.
            assertThat(refusal(dayfly.port())).isIn("58000", "53100", "57P03");
            Files.delete(filler);
            long over = System.nanoTime();
            Eventually.holds("clients are served", () -> refusal(dayfly.port()).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - over)).isLessThan(Duration.ofSeconds(5));
            try (Connection session = TestProxy.connect(dayfly.port(), "new.kept")) {
                assertThat(Sql.ask(session, "SELECT id FROM kept")).isEqualTo("7");
            }
            try (Cluster cluster = folder.cluster();
                    Connection registry = cluster.connect("dayfly")) {
                Leftovers.gone(registry);
            }
            assertThat(dayfly.output()).as("a log without stack traces").doesNotContain("\tat ", "    at ");
        }
    }

    /** Writes a file that takes all free space. */
    private Path fill() throws IOException {
        Path filler = folder.path().resolve("filler");
        byte[] block = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (long left = folder.path().toFile().getUsableSpace(); left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        } catch (IOException full) {
            // The file system is full now.
        }
        return filler;
    }

    /** The SQLSTATE that a connection is refused with; empty if it works. */
    private static String refusal(int port) {
        try (Connection session = TestProxy.connect(port, "new")) {
            return Sql.ask(session, "SELECT 1").equals("1") ? "" : "nonsense";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
