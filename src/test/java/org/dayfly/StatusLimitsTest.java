package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status page turns away what is too much, and stays open for the others. */
@ExtendWith(TestServer.class)
final class StatusLimitsTest {
    private final TestProxy proxy;
    private final List<Socket> sockets = new ArrayList<>();

    StatusLimitsTest(Cluster cluster) {
        proxy = TestProxy.before(cluster, "status.listen=127.0.0.1:0");
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.close();
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(proxy.statusUrl()).getPort());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** What comes until the server closes the connection. */
    private static String answered(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    private void isOpenForOthers() throws Exception {
        assertThat(StatusProbe.of(proxy).get("/livez").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /%s HTTP/1.1, 414",
        "'GET / HTTP/1.1\r\nname: %s', 431",
        "'POST /api HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 20000', 413",
        "GET /%%zz HTTP/1.1, 400",
        "NONSENSE, 400",
        "'DELETE / HTTP/1.1\r\nhost: 127.0.0.1', 405"
    })
    void refusesWhatIsTooLongOrMalformed(String request, int status) throws Exception {
        Socket socket = connected();
        send(socket, request.formatted("a".repeat(20_000)) + "\r\n\r\n");
        assertThat(answered(socket)).startsWith("HTTP/1.1 " + status + " ");
        isOpenForOthers();
    }

    @Test
    void closesAConnectionWhoseRequestDoesNotEnd() throws Exception {
        Socket slow = connected();
        send(slow, "GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n");
        assertThat(answered(slow)).isEmpty();
        isOpenForOthers();
    }

    @Test
    void connectionsThatAreHeldKeepNobodyOut() throws Exception {
        for (int i = 0; i < 200; i++) {
            connected();
        }
        isOpenForOthers();
        assertThat(answered(sockets.get(0))).isEmpty();
    }

    @Test
    void aClientThatSendsManyRequestsAtOnceGetsItsAnswersInOrder() throws Exception {
        Socket socket = connected();
        String request = "GET /%s HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
        send(socket, request.formatted("livez").repeat(20) + request.formatted("none"));
        send(socket, "GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
        String all = answered(socket);
        assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(22);
        assertThat(all.indexOf("404")).isGreaterThan(all.indexOf("200")).isLessThan(all.lastIndexOf("200"));
    }
}
