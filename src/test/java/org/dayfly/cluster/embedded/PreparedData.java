package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;

/**
 * Data directories fresh from initdb. Each kind is made once for all test runs and then copied, because initdb takes
 * more than a second.
 */
public final class PreparedData {
    /** Makes a complete data directory, or no data directory. */
    @FunctionalInterface
    public interface Maker {
        void make(Path data) throws IOException;
    }

    private PreparedData() {}

    /**
     * Copies a data directory, with its owner.
     *
     * @param kind the name of the kind; each maker has a name of its own
     */
    public static void copy(String kind, ServerAccount account, Maker maker, Path data) throws IOException {
        Path folder = Files.createDirectories(TestFolder.programs().resolveSibling("prepared"));
        Path prepared = folder.resolve(kind + "-" + account.name().replace(' ', '-'));
        makeOnce(prepared, maker);
        ProgramRun copy = new ServerAccount("the test's", -1, -1, List.of())
                .run(List.of("cp", "-a", prepared.toString(), data.toString()));
        if (!copy.succeeded()) {
            throw new IOException(copy.output());
        }
    }

    /** Other JVMs wait for the file lock. Other threads of this JVM wait for the monitor. */
    private static synchronized void makeOnce(Path prepared, Maker maker) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        prepared.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(prepared)) {
                maker.make(prepared);
            }
        }
    }
}
