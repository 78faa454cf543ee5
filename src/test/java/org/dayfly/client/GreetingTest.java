package org.dayfly.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.dayfly.TestProxy;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.value.HostPort;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A dayfly that somebody else has started is used as it is; another program at its port is found out. */
@ExtendWith(TestServer.class)
final class GreetingTest {
    private final Cluster cluster;

    GreetingTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void knowsADayflyAndMakesNoDatabaseThere() throws Exception {
        try (TestProxy proxy = TestProxy.before(cluster)) {
            assertThat(Greeting.of(new HostPort("127.0.0.1", proxy.port())).mayBeDayfly())
                    .isTrue();
            assertThat(RegistryProbe.on(cluster).all().leased().count()).isZero();
        }
    }

    @Test
    void aPasswordMayBeDayflys() throws Exception {
        try (TestProxy proxy = TestProxy.before(cluster, "access.password=sesame")) {
            assertThat(Greeting.of(new HostPort("127.0.0.1", proxy.port())).mayBeDayfly())
                    .isTrue();
        }
    }

    @Test
    void knowsThatAnotherProgramIsNoDayfly() throws Exception {
        String refusal = "SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
        assertThat(answered("E\0\0\0" + (char) (refusal.length() + 4) + refusal).mayBeDayfly())
                .isFalse();
        assertThat(answered("HTTP/1.1 400 Bad Request\r\n\r\n").mayBeDayfly()).isFalse();
        assertThat(answered("").mayBeDayfly()).isFalse();
    }

    /** The greeting of a program that answers each client with this text and hangs up. */
    private static Greeting answered(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Greeting> greeting =
                    CompletableFuture.supplyAsync(() -> Greeting.of(new HostPort("127.0.0.1", server.getLocalPort())));
            try (Socket client = server.accept()) {
                client.getInputStream().read();
                client.getOutputStream().write(answer.getBytes(ISO_8859_1));
            }
            return greeting.get();
        }
    }
}
