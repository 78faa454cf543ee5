package org.dayfly.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Presents a Unix socket as a {@link Socket}, because pgjdbc needs one. Options of TCP are accepted and have no effect.
 *
 * <p>The JDK offers Unix sockets only as channels. A library for Unix sockets would unpack native code at each start.
 */
final class UnixSocket extends Socket {
    private final Path path;
    private volatile @Nullable UnixSocketStream stream;
    private volatile int timeoutMillis;
    private volatile boolean closed;

    UnixSocket(Path path) {
        this.path = path;
    }

    @Override
    public void connect(SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    @Override
    public void connect(SocketAddress ignored, int connectTimeoutMillis) throws IOException {
        stream = UnixSocketStream.over(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    private UnixSocketStream stream() throws SocketException {
        UnixSocketStream connected = stream;
        if (connected == null || closed) {
            throw new SocketException(closed ? "socket closed" : "socket not connected");
        }
        return connected;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        UnixSocketStream connected = stream();
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return connected.read(bytes, offset, length, timeoutMillis);
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        UnixSocketStream connected = stream();
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                connected.write(bytes, offset, length);
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        UnixSocketStream connected = stream;
        if (connected != null) {
            connected.close();
        }
    }

    @Override
    public boolean isConnected() {
        return stream != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public synchronized void setReceiveBufferSize(int size) {}

    @Override
    public synchronized int getReceiveBufferSize() {
        return 0;
    }

    @Override
    public synchronized void setSendBufferSize(int size) {}

    @Override
    public synchronized int getSendBufferSize() {
        return 0;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public String toString() {
        return "UnixSocket[" + path + "]";
    }
}
