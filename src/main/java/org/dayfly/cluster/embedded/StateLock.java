package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.dayfly.cluster.ClusterException;

/**
 * Keeps a second dayfly away from a state folder; the operating system lets go of it when this process dies.
 *
 * <p>The file {@code owner} beside it tells who holds it. It is also what refuses a second cluster in this JVM: the
 * lock itself must not be opened twice, since POSIX drops a process's lock when any of its handles on the file is
 * closed.
 */
final class StateLock implements AutoCloseable {
    private final FileChannel channel;
    private final Path owner;

    private StateLock(FileChannel channel, Path owner) {
        this.channel = channel;
        this.owner = owner;
    }

    /** @throws ClusterException where another process, or another cluster of this one, holds the folder */
    static StateLock take(StateFolder folder) {
        Path owner = folder.path().resolve("owner");
        try {
            if (holder(owner).equals(self())) {
                throw taken(folder, owner);
            }
            return take(folder, owner);
        } catch (IOException e) {
            throw new ClusterException(
                    "the state folder " + folder.path() + " can't be locked (" + e
                            + "); start as its owner, or choose another one: --set embedded.directory=FOLDER",
                    e);
        }
    }

    private static StateLock take(StateFolder folder, Path owner) throws IOException {
        Path lock = folder.path().resolve("lock");
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(lock + " is no plain file");
        }
        // Opened, and never written: another name that it may have elsewhere does no harm.
        FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            if (!locked) {
                throw taken(folder, owner);
            }
            // A new file: the one that is there may be a link to another.
            Files.deleteIfExists(owner);
            Files.writeString(owner, self(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new StateLock(channel, owner);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static ClusterException taken(StateFolder folder, Path owner) throws IOException {
        return new ClusterException("another dayfly (process " + pid(holder(owner)) + ") uses the state folder "
                + folder.path() + "; stop it, or choose another folder: --set embedded.directory=FOLDER");
    }

    /** Shown only if it is a number, as the file may be another one by a second name. */
    private static String pid(String holder) {
        String pid = holder.split(" ", 2)[0];
        return pid.matches("\\d{1,19}") ? pid : "unknown";
    }

    private static String holder(Path owner) throws IOException {
        return Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS) ? PlainFile.text(owner) : "";
    }

    /** The start time beside the id: in a container every start has the same id. */
    private static String self() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid() + " " + self.info().startInstant().orElse(Instant.EPOCH);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(owner);
            channel.close();
        } catch (IOException e) {
            throw new ClusterException("the lock of the state folder can't be released: " + e, e);
        }
    }
}
