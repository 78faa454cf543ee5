package org.dayfly.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Starts dayfly when a program connects, if no dayfly runs. For pgjdbc:
 *
 * <pre>{@code
 * jdbc:postgresql://localhost:6432/?user=new&socketFactory=org.dayfly.client.DayflySocketFactory
 * }</pre>
 *
 * <p>Connections to other machines are plain.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/">pgjdbc, socketFactory</a>
 */
public final class DayflySocketFactory extends SocketFactory {
    @Override
    public Socket createSocket() {
        return new StartingSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new StartingSocket(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(bound(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new StartingSocket(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(bound(localAddress, localPort), new InetSocketAddress(address, port));
    }

    private static Socket bound(InetAddress address, int port) throws IOException {
        Socket socket = new StartingSocket();
        socket.bind(new InetSocketAddress(address, port));
        return socket;
    }

    private static Socket connected(Socket socket, InetSocketAddress place) throws IOException {
        try {
            socket.connect(place);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
