package org.dayfly.cluster;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Makes sockets for pgjdbc that connect to a Unix socket, whichever host pgjdbc asks for.
 *
 * <p>The class is public because pgjdbc makes an instance by the class's name.
 */
public final class UnixSocketFactory extends SocketFactory {
    private final Path path;

    /**
     * Called by pgjdbc.
     *
     * @param path the path of the server's socket, which is pgjdbc's {@code socketFactoryArg}
     */
    public UnixSocketFactory(String path) {
        this.path = Path.of(path);
    }

    @Override
    public Socket createSocket() {
        return new UnixSocket(path);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw connectsLater();
    }

    private static UnsupportedOperationException connectsLater() {
        return new UnsupportedOperationException("a Unix socket has no host: create it unconnected, then connect it");
    }
}
