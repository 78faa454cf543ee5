package org.dayfly.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dayfly.config.UnixSocketSettings;
import org.dayfly.session.Client;
import org.dayfly.transport.Sockets;

/** A Unix socket where clients connect, named as PostgreSQL names its own, so that {@code psql -h DIRECTORY} finds it. */
record LocalSocket(Channel channel, Path path) implements AutoCloseable {
    /**
     * Begins to listen beside a TCP port, which clients are told to come back to. What a dayfly that was killed has left there is put away.
     *
     * @throws IOException if it can't be had; the message says what to do
     */
    static LocalSocket open(
            Sockets sockets, UnixSocketSettings settings, InetSocketAddress beside, FrontendPipeline pipeline)
            throws IOException {
        Path path = settings.directory().resolve(".s.PGSQL." + beside.getPort());
        if (!Files.isDirectory(settings.directory())) {
            throw new IOException("unix-socket.directory is " + settings.directory()
                    + ", which is no directory; make it, or choose another one");
        }
        if (Files.exists(path)) {
            if (answers(path)) {
                throw new IOException("cannot listen on " + path
                        + ", where another program listens; stop that, or choose" + " another unix-socket.directory");
            }
            Files.delete(path);
        }
        ChannelFuture bound = sockets.server(new DomainSocketAddress(path.toString()))
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
        LocalSocket opened = new LocalSocket(bound.channel(), path);
        try {
            Files.setPosixFilePermissions(path, settings.mode());
        } catch (IOException | UnsupportedOperationException e) {
            opened.close();
            throw new IOException("cannot set unix-socket.mode on " + path + " (" + e.getMessage() + ")", e);
        }
        return opened;
    }

    private static InetSocketAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close().awaitUninterruptibly();
        Files.deleteIfExists(path);
    }
}
