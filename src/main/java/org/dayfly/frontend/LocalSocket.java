package org.dayfly.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.dayfly.config.UnixSocketSettings;
import org.dayfly.config.value.IoReason;
import org.dayfly.session.Client;
import org.dayfly.transport.Sockets;

/**
 * A Unix socket where clients connect. PostgreSQL names its sockets in the same way, so {@code psql -h DIRECTORY} finds
 * it.
 *
 * @param file key of the socket's file, which tells it from a later file of the same name
 */
record LocalSocket(Channel channel, Path path, Object file) implements AutoCloseable {
    private static final int NAME_BYTES = 4;
    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Begins to listen. A socket that a killed dayfly left is replaced.
     *
     * @param beside the TCP address that clients are told to connect to
     * @throws IOException if dayfly cannot listen on the socket; the message says what to do
     */
    static LocalSocket open(
            Sockets sockets, UnixSocketSettings settings, InetSocketAddress beside, FrontendPipeline pipeline)
            throws IOException {
        Path path = settings.directory().resolve(".s.PGSQL." + beside.getPort());
        if (!Files.isDirectory(settings.directory())) {
            throw new IOException("unix-socket.directory is " + settings.directory()
                    + ", which is no directory; make it, or choose another one");
        }
        refuseUnlessStale(path);
        Path closed = closedFolder(settings.directory());
        try {
            return open(sockets, settings, path, closed.resolve("s"), beside, pipeline);
        } finally {
            Files.deleteIfExists(closed.resolve("s"));
            Files.delete(closed);
        }
    }

    /**
     * Makes a folder that only dayfly can enter, for the socket until the socket has its mode. The name of the folder
     * is short, so that the path is no longer than the final path.
     */
    private static Path closedFolder(Path directory) throws IOException {
        byte[] name = new byte[NAME_BYTES];
        RANDOM.nextBytes(name);
        Path closed = directory.resolve(".s." + HexFormat.of().formatHex(name));
        try {
            return Files.createDirectory(closed, PosixFilePermissions.asFileAttribute(CLOSED));
        } catch (IOException | UnsupportedOperationException e) {
            throw new IOException(
                    "cannot make a socket in unix-socket.directory, " + directory + " (" + IoReason.of(e)
                            + "); make the directory writable, or choose another one",
                    e);
        }
    }

    private static LocalSocket open(
            Sockets sockets,
            UnixSocketSettings settings,
            Path path,
            Path unseen,
            InetSocketAddress beside,
            FrontendPipeline pipeline)
            throws IOException {
        ChannelFuture bound = sockets.server(new DomainSocketAddress(unseen.toString()))
                .childAttr(Client.STANDS_FOR, reachable(beside))
                .childHandler(pipeline)
                .bind()
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + path + " (" + bound.cause().getMessage()
                            + "); choose another unix-socket.directory",
                    bound.cause());
        }
        try {
            Files.setPosixFilePermissions(unseen, settings.mode());
            Files.move(unseen, path, StandardCopyOption.ATOMIC_MOVE);
            return new LocalSocket(bound.channel(), path, key(path));
        } catch (IOException e) {
            bound.channel().close().awaitUninterruptibly();
            throw new IOException(
                    "cannot listen on " + path + " (" + IoReason.of(e) + "); choose another unix-socket.directory", e);
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static InetSocketAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    /** Refuses a path that is in use. Only a socket that refuses a connection has no program behind it. */
    private static void refuseUnlessStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("cannot listen on " + path
                    + ", which is no socket; remove it, or choose another unix-socket.directory");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // In blocking mode, connect could wait for ever for room in a full backlog.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            throw taken(path, "another program listens");
        } catch (ConnectException e) {
            // Refused: the socket is stale.
        } catch (SocketException e) {
            throw taken(path, "another program may listen (" + e.getMessage() + ")");
        }
    }

    private static IOException taken(Path path, String why) {
        return new IOException("cannot listen on " + path + ", where " + why
                + "; stop that program, or choose another unix-socket.directory");
    }

    @Override
    public void close() throws IOException {
        channel.close().awaitUninterruptibly();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key(path).equals(file)) {
            Files.delete(path);
        }
    }
}
