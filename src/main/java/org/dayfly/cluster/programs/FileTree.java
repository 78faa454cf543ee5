package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ThisAccount;
import org.jspecify.annotations.Nullable;

/** Sets the mode of files and folders, and deletes whole folders. */
public final class FileTree {
    /** The beginning of the names of entries that a process that died may leave behind. They may be deleted. */
    public static final String UNFINISHED = ".unfinished-";

    private FileTree() {}

    /**
     * If dayfly runs as root, takes a folder from another owner. After this only root can replace the entries of the
     * folder.
     */
    static void closeToOwner(Path folder, FileStatus status) throws IOException {
        if (ThisAccount.isRoot() && (status.uid() != FileStatus.ROOT || status.othersMayWrite())) {
            Files.setAttribute(folder, "unix:uid", FileStatus.ROOT, LinkOption.NOFOLLOW_LINKS);
            FileMode.set(folder, "rwx------");
        }
    }

    public static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new ClusterException("the root folder can't be used; name another one");
        }
        return parent;
    }

    /** Deletes a folder and everything in it. Does nothing if there is no folder. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                // Otherwise the owner could put a link in the place of a folder while the folder is emptied.
                Optional<FileStatus> status = FileStatus.of(folder);
                if (status.isPresent()) {
                    closeToOwner(folder, status.get());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The bytes that are free on the disk of a folder; empty: not known. */
    public static OptionalLong freeDisk(Path folder) {
        try {
            return OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The bytes of all files in a folder, as far as they are still there and can be read. Follows no link. */
    public static long size(Path root) throws IOException {
        long[] bytes = new long[1];
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }

    /** Whether a file or a folder was changed last before this time. False if it is gone. */
    public static boolean isOlder(Path file, Duration time) {
        try {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(Instant.now().minus(time));
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes the entries of a folder whose names match. */
    public static void deleteIn(Path folder, Predicate<String> name) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(e -> name.test(String.valueOf(e.getFileName())))
                    .toList()) {
                delete(entry);
            }
        }
    }

    /** Sets modes that the umask can't widen, because dayfly does not run programs that other users may write. */
    static void makeFolders(Path root, Path folder) throws IOException {
        if (!folder.equals(root) && !Files.isDirectory(folder)) {
            makeFolders(root, parent(folder));
            Files.createDirectory(folder);
            FileMode.set(folder, "rwxr-xr-x");
        }
    }

    /** The path of a name in an archive, which must not lead out of the folder. */
    static Path within(Path root, String name) throws IOException {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("the archive reaches outside of its folder: " + name);
        }
        return path;
    }
}
