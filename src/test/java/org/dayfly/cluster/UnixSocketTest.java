package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Unix socket works for pgjdbc as a TCP socket does. */
@Timeout(20)
class UnixSocketTest {
    private final Path path;
    private ServerSocketChannel server;
    private Socket socket;
    private SocketChannel peer;

    UnixSocketTest(@TempDir Path folder) {
        path = folder.resolve("s");
    }

    @BeforeEach
    void connect() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        socket = new UnixSocketFactory(path.toString()).createSocket();
        assertThat(socket.isConnected()).isFalse();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), 1000);
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        server.close();
    }

    @Test
    void carriesMoreThanItsBuffersHoldBothWays() throws IOException {
        byte[] bytes = new byte[5_000_000];
        new Random(7).nextBytes(bytes);
        CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
            try {
                while (buffer.hasRemaining()) {
                    peer.read(buffer);
                }
                peer.write(buffer.flip());
                peer.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        socket.getOutputStream().write(bytes);
        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
        echo.join();
    }

    @Test
    void givesUpAReadInTimeAndReadsOnLater() throws IOException {
        socket.setSoTimeout(20);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        Channels.newOutputStream(peer).write(200);
        assertThat(socket.getInputStream().read()).isEqualTo(200);
    }

    @Test
    void endsAWaitingReadWhenItIsClosed() throws IOException {
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().read();
            } catch (IOException e) {
                return -2;
            }
        });
        socket.close();
        assertThat(waiting.join()).isEqualTo(-2);
        assertThat(socket.isClosed()).isTrue();
        assertThatThrownBy(() -> socket.getOutputStream()).isInstanceOf(SocketException.class);
    }

    @Test
    void endsWhenThePeerCloses() throws IOException {
        peer.close();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void refusesToConnectIfNobodyListens() throws IOException {
        server.close();
        Socket late = new UnixSocketFactory(path.toString()).createSocket();
        assertThatThrownBy(() -> late.connect(new InetSocketAddress(1))).isInstanceOf(ConnectException.class);
    }
}
