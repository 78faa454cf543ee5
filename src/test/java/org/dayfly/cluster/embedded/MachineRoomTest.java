package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server is made only if the machine, and its container, has memory for it. */
final class MachineRoomTest {
    private static final long MB = 1 << 20;

    private final Path folder;
    private final MachineRoom room;

    MachineRoomTest(@TempDir Path folder) {
        this.folder = folder;
        this.room = new MachineRoom(folder, folder.resolve("meminfo"), folder);
    }

    private void machine(long megabytes) throws IOException {
        Files.writeString(
                folder.resolve("meminfo"),
                "MemTotal:       24605000 kB\nMemFree:          100 kB\nMemAvailable:   " + megabytes * 1024 + " kB\n");
    }

    private void container(String most, long used, long files, long shared) throws IOException {
        Files.writeString(folder.resolve("memory.max"), most + "\n");
        Files.writeString(folder.resolve("memory.current"), used * MB + "\n");
        Files.writeString(
                folder.resolve("memory.stat"), "anon 1\nfile " + files * MB + "\nshmem " + shared * MB + "\n");
    }

    @Test
    void aMachineWithMemoryHasRoom() throws IOException {
        machine(64);
        assertThat(room.lacking()).isEmpty();
    }

    @Test
    void aMachineWithoutMemoryTellsHowMuchThereIs() throws IOException {
        machine(63);
        assertThat(room.lacking()).contains("63 MB of memory are free, and a whole server needs 64 MB");
    }

    @Test
    void theLimitOfTheContainerCounts() throws IOException {
        machine(20_000);
        container("max", 20_000, 0, 0);
        assertThat(room.lacking()).isEmpty();
        container(String.valueOf(512 * MB), 500, 0, 0);
        assertThat(room.lacking()).contains("12 MB of memory are free, and a whole server needs 64 MB");
    }

    @Test
    void pagesOfFilesAreFreeInAContainerButFilesInMemoryAreNot() throws IOException {
        machine(20_000);
        container(String.valueOf(512 * MB), 500, 200, 100);
        assertThat(room.lacking()).isEmpty();
        container(String.valueOf(512 * MB), 500, 200, 190);
        assertThat(room.lacking()).contains("22 MB of memory are free, and a whole server needs 64 MB");
    }

    @Test
    void aSystemThatDoesNotTellHasRoom() {
        assertThat(room.lacking()).isEmpty();
    }
}
