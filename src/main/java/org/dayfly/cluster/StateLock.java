package org.dayfly.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Keeps a second dayfly away from a state folder; the operating system lets go of it when this process dies.
 *
 * <p>The file {@code owner} beside it tells who holds it. It is also what refuses a second cluster in this JVM: the lock
 * itself must not be opened twice, since POSIX drops a process's lock when any of its handles on the file is closed.
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
        FileChannel channel =
                FileChannel.open(folder.path().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            if (!locked) {
                throw taken(folder, owner);
            }
            Files.writeString(owner, self());
            return new StateLock(channel, owner);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static ClusterException taken(StateFolder folder, Path owner) throws IOException {
        return new ClusterException(
                "another dayfly (process " + holder(owner).split(" ", 2)[0] + ") uses the state folder " + folder.path()
                        + "; stop it, or choose another folder: --set embedded.directory=FOLDER");
    }

    private static String holder(Path owner) throws IOException {
        return Files.exists(owner) ? Files.readString(owner, StandardCharsets.UTF_8) : "";
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
