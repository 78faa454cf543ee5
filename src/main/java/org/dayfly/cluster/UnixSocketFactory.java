package org.dayfly.cluster;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Sockets for pgjdbc that lead to a Unix socket, whatever host is asked for; public since pgjdbc makes it by its name. */
public final class UnixSocketFactory extends SocketFactory {
    private final Path path;

    /** @param path of the server's socket; pgjdbc's {@code socketFactoryArg} */
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
