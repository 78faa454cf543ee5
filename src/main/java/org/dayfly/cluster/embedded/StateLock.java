package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.dayfly.cluster.ClusterException;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.PlainFile;
import org.dayfly.machine.ProcessName;

/**
 * Keeps a second dayfly out of a state folder. The operating system releases the lock when this process dies.
 *
 * <p>The file {@code owner} beside the lock tells which process holds the lock. This file is also the reason why a
 * second cluster in the same JVM is refused. The lock file must not be opened twice in one process: POSIX drops a
 * process's lock when the process closes any of its handles on the file.
 */
final class StateLock implements AutoCloseable {
    private final FileChannel channel;
    private final Path owner;

    private StateLock(FileChannel channel, Path owner) {
        this.channel = channel;
        this.owner = owner;
    }

    /**
     * Locks a state folder.
     *
     * @throws ClusterException if another process, or another cluster of this process, holds the folder
     */
    static StateLock take(StateFolder folder) {
        Path owner = folder.directory().ownerFile();
        try {
            if (holder(owner).equals(ProcessName.of(ProcessHandle.current()))) {
                throw taken(folder, owner);
            }
            return take(folder, owner);
        } catch (IOException e) {
            throw new ClusterException(
                    "the state folder " + folder.path() + " can't be locked (" + IoReason.of(e)
                            + "); start as its owner, or choose another one: --set embedded.directory=FOLDER",
                    e);
        }
    }

    private static StateLock take(StateFolder folder, Path owner) throws IOException {
        Path lock = folder.path().resolve("lock");
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(lock + " is no plain file");
        }
        // The file is opened and never written, so a second name (hard link) of the file does no harm.
        FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            if (!locked) {
                throw taken(folder, owner);
            }
            // A new file is made, because the existing file may be a link to another file.
            Files.deleteIfExists(owner);
            Files.writeString(
                    owner,
                    ProcessName.of(ProcessHandle.current()),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            return new StateLock(channel, owner);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static ClusterException taken(StateFolder folder, Path owner) throws IOException {
        if (holder(owner).equals(ProcessName.of(ProcessHandle.current()))) {
            return new ClusterException("this process still runs the server in " + folder.path() + "; a server that"
                    + " was removed from servers, or got another home, stops when the sessions on it have ended: reload"
                    + " the settings again then, or restart dayfly");
        }
        return new ClusterException("another dayfly (process " + pid(holder(owner)) + ") uses the state folder "
                + folder.path() + "; use that dayfly, stop it (dayfly stop), or choose another folder:"
                + " --set embedded.directory=FOLDER");
    }

    /** The process id for the message, if the content is a number. The file may be another file under a second name. */
    private static String pid(String holder) {
        String pid = holder.split(" ", 2)[0];
        return pid.matches("\\d{1,19}") ? pid : "unknown";
    }

    private static String holder(Path owner) throws IOException {
        return Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS) ? PlainFile.text(owner) : "";
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(owner);
            channel.close();
        } catch (IOException e) {
            throw new ClusterException("the lock of the state folder can't be released: " + IoReason.of(e), e);
        }
    }
}
