package org.dayfly.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Reads small files in folders that the server's account can write.
 *
 * <p>A link, a device or a pipe in the place of the file is refused. dayfly may run as root, and the account may have
 * put the link there so that dayfly reads another file.
 */
public final class PlainFile {
    private static final int LARGEST_BYTES = 1 << 20;

    private PlainFile() {}

    /**
     * The content of a file.
     *
     * @throws java.nio.file.NoSuchFileException if there is no file
     */
    public static byte[] bytes(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.size() > LARGEST_BYTES) {
            throw new IOException(file + " is not a plain file of at most " + LARGEST_BYTES + " bytes");
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer content = ByteBuffer.allocate((int) attributes.size());
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // Reads until the buffer is full.
            }
            byte[] bytes = new byte[content.flip().remaining()];
            content.get(bytes);
            return bytes;
        }
    }

    /**
     * The content of a file as text.
     *
     * @throws java.nio.file.NoSuchFileException if there is no file
     */
    public static String text(Path file) throws IOException {
        return new String(bytes(file), SystemText.CHARSET);
    }
}
