package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A folder, and the processes that were started with files in it. Closing ends the processes in reverse order and
 * deletes the folder, also after an interrupt.
 */
public final class Stage implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX =
            "dayfly-bench-" + ProcessHandle.current().pid() + "-";

    private final Path folder;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile boolean closed;

    private Stage(Path folder) {
        this.folder = folder;
    }

    /** A folder in memory if the system has a file system there, otherwise in the folder for temporary files. */
    public static Stage open() throws IOException {
        return Files.isWritable(MEMORY) ? in(MEMORY) : onDisk();
    }

    public static Stage onDisk() throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    private static Stage in(Path parent) throws IOException {
        Path folder = Files.createTempDirectory(parent, PREFIX);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Stage(folder);
    }

    /** Whether a path is in the folder of any stage of this process. */
    static boolean isOurs(Path path) {
        for (Path name : path) {
            if (name.toString().startsWith(PREFIX)) {
                return true;
            }
        }
        return false;
    }

    /** The folder of all files. */
    public Path folder() {
        return folder;
    }

    /** A new folder in the folder of the stage. */
    public Path newFolder(String name) throws IOException {
        Path made = Files.createTempDirectory(folder, name + "-");
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        return made;
    }

    /** Starts something that the stage closes. */
    @FunctionalInterface
    public interface Start<T extends AutoCloseable> {
        T start() throws Exception;
    }

    /** Starts something that is closed with the stage at the latest. A closed stage starts nothing. */
    public synchronized <T extends AutoCloseable> T add(Start<T> start) throws Exception {
        if (closed) {
            throw new IllegalStateException("the benchmark was told to stop");
        }
        T added = start.start();
        started.push(added);
        return added;
    }

    /** Whether the stage is being closed, which explains any failure from now on. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        closeAll();
    }

    private synchronized void closeAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("bench: could not close a process: " + e);
            }
        }
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("bench: " + folder + " could not be deleted: " + e);
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
