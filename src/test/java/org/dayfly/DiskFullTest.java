package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a full disk dayfly refuses clients and loses no data. Once there is room, dayfly serves clients again. */
final class DiskFullTest {
    private static final int MEGABYTE = 1 << 20;

    private static final int LONGEST_LINE = 3000;

    /** About the bytes of a whole server. */
    private static final int SERVER = 28 * MEGABYTE;

    private static final String[] SERVERS = {
        "databases.warm.min=0", "databases.warm.max=0", "databases.servers.warm.max=0", "reaper.interval=200ms"
    };

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
        folder.killAllServers();
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
                // PostgreSQL may crash on the full disk, and a crash may cost the last commits that did not wait.
                Sql.run(session, "SET synchronous_commit TO on", "CREATE TABLE kept AS SELECT 7 AS id");
            }
            Path filler = fill(0);
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

    @Test
    void aWholeServerIsRefusedWithoutRoomAndMadeOnceThereIsRoom() throws Exception {
        ServerInventory inventory = new ServerInventory(folder);
        try (ServeProcess dayfly = ServeProcess.start(folder, SERVERS)) {
            assertServed(dayfly);
            Path filler = fill(SERVER);
            SQLException refusal = refusedServer(dayfly);
            assertThat(refusal.getSQLState()).isEqualTo("53300");
            assertThat(refusal.getMessage())
                    .contains("there is no room for another whole server", "MB of disk are free", "needs 64 MB");
            inventory.agrees();
            Files.delete(filler);
            assertServed(dayfly);
        }
    }

    @Test
    void aDiskThatFillsUpWhileAWholeServerIsMadeLeavesNothingBehind() throws Exception {
        ServerInventory inventory = new ServerInventory(folder);
        try (Gates gates = Gates.create();
                ServeProcess dayfly = ServeProcess.startUnder(gates.environment(), folder, SERVERS)) {
            assertServed(dayfly);
            gates.shut("before-cp");
            CompletableFuture<SQLException> refused = CompletableFuture.supplyAsync(() -> refusedServer(dayfly));
            gates.await("before-cp");
            Path filler = fill(SERVER / 2);
            gates.open("before-cp");
            SQLException refusal = refused.join();
            assertThat(refusal.getSQLState()).isEqualTo("58000");
            assertThat(refusal.getMessage()).contains("the whole server could not be made", "dayfly's log");
            assertThat(Eventually.matches(
                            "a line in the log",
                            lines -> !lines.isEmpty(),
                            () -> dayfly.output()
                                    .lines()
                                    .filter(line -> line.contains("of a whole server can't be made; look for room"))
                                    .toList()))
                    .singleElement(STRING)
                    .contains("refused user", "No space left on device")
                    .hasSizeLessThan(LONGEST_LINE);
            inventory.agrees();
            Files.delete(filler);
            assertServed(dayfly);
            assertThat(dayfly.output()).as("a log without stack traces").doesNotContain("\tat ", "    at ");
        }
    }

    private static SQLException refusedServer(ServeProcess dayfly) {
        return catchThrowableOfType(
                SQLException.class,
                () -> TestProxy.connect(dayfly.port(), "server").close());
    }

    private static void assertServed(ServeProcess dayfly) throws SQLException {
        try (Connection server = TestProxy.connect(dayfly.port(), "server")) {
            assertThat(Sql.ask(server, "SELECT 7")).isEqualTo("7");
        }
    }

    /** Writes a file that takes the free space, but for some bytes. */
    private Path fill(long free) throws IOException {
        Path filler = folder.path().resolve("filler");
        byte[] block = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (long left = folder.path().toFile().getUsableSpace() - free; left > 0; left -= block.length) {
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
