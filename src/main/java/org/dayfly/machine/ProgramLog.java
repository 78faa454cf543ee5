package org.dayfly.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.dayfly.config.value.IoReason;

/** The log file of a program that dayfly starts: of a PostgreSQL server, or of a dayfly in the background. */
public record ProgramLog(Path path) {
    private static final long LARGE_BYTES = 10_000_000;
    private static final int TAIL_BYTES = 20_000;

    /** Makes the file if there is none. A large file first gets another name, which ends in {@code .1}. */
    public void prepare() {
        try {
            if (size() > LARGE_BYTES) {
                Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Files.exists(path)) {
                Files.createFile(path);
                FileMode.set(path, "rw-------");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private MachineException unwritable(IOException e) {
        return new MachineException(
                "the log " + path + " can't be written (" + IoReason.of(e) + "); look at its owner, and for room there",
                e);
    }

    public long size() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The last part of the text that the server wrote after the log had this size. */
    public String since(long mark) {
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            channel.position(Math.max(mark, channel.size() - TAIL_BYTES));
            ByteBuffer tail = ByteBuffer.allocate((int) (channel.size() - channel.position()));
            while (tail.hasRemaining() && channel.read(tail) >= 0) {
                // Reads until the buffer is full.
            }
            return StandardCharsets.UTF_8.decode(tail.flip()).toString();
        } catch (IOException e) {
            return "(" + path + " can't be read: " + IoReason.of(e) + ")";
        }
    }
}
