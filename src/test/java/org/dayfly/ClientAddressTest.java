package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Packet.together;
import static org.dayfly.Refusals.assertRefused;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dayfly lets clients in by their address. A trusted load balancer sends the address of its client. */
@ExtendWith(TestServer.class)
final class ClientAddressTest {
    private static final byte[] HELLO = startupMessage(V3_0, "user", "new");
    private static final byte[] V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    private final Cluster cluster;
    private @Nullable TestProxy proxy;

    ClientAddressTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void close() {
        if (proxy != null) {
            proxy.close();
        }
    }

    private TestProxy proxy(String... settings) {
        proxy = TestProxy.before(cluster, settings);
        return proxy;
    }

    private static byte[] v1(String address) {
        return ("PROXY " + (address.contains(":") ? "TCP6 " : "TCP4 ") + address + " "
                        + (address.contains(":") ? "::1" : "127.0.0.1") + " 40000 6432\r\n")
                .getBytes(US_ASCII);
    }

    private static byte[] v2(int... address) {
        ByteBuffer header = ByteBuffer.allocate(28)
                .put(V2)
                .put((byte) 0x21)
                .put((byte) 0x11)
                .putShort((short) 12);
        for (int each : address) {
            header.put((byte) each);
        }
        return header.put(new byte[] {127, 0, 0, 1})
                .putShort((short) 40000)
                .putShort((short) 6432)
                .array();
    }

    private static byte[] v2Local() {
        return ByteBuffer.allocate(16)
                .put(V2)
                .put((byte) 0x20)
                .put((byte) 0)
                .putShort((short) 0)
                .array();
    }

    /** The first message of the answer: R, or the SQLSTATE of an error. */
    private static String answer(TestProxy proxy, byte[]... packets) throws IOException {
        try (WireClient client = WireClient.connect(proxy.port())) {
            WireMessage first = client.send(packets).read();
            return first.type() == 'E' ? String.valueOf(first.fields().get('C')) : String.valueOf(first.type());
        }
    }

    @Test
    void aDatabaseIsHandedOutOnlyToTheNetworksInTheSettings() throws Exception {
        for (String user : new String[] {"new", "copy.x", "new.key", "reset.key"}) {
            assertThat(answer(proxy("access.networks=10.0.0.0/8,fd00::/8"), startupMessage(V3_0, "user", user)))
                    .isEqualTo("28000");
            close();
        }
        assertThat(answer(proxy("access.networks=10.0.0.0/8,127.0.0.0/8"), HELLO))
                .isEqualTo("R");
    }

    @Test
    void rolesAreLetInOnlyFromTheNetworksInTheSettings() throws Exception {
        TestProxy proxy = proxy("access.role-networks=10.0.0.0/8");
        try (Connection made = proxy.connect("new")) {
            String url = Sql.ask(made, "SHOW dayfly.url");
            assertRefused("28000", () -> proxy.connect(url)).hasMessageContaining("127.0.0.1");
        }
        assertThat(answer(proxy, startupMessage(V3_0, "user", "dayfly_neverissued")))
                .as("a role that does not exist")
                .isEqualTo("28000");
    }

    @Test
    void clientsAreLetInByTheAddressThatALoadBalancerSends() throws Exception {
        TestProxy proxy = proxy("access.proxies=127.0.0.1", "access.networks=192.0.2.0/24,2001:db8::/32");
        assertThat(answer(proxy, v1("192.0.2.9"), HELLO)).isEqualTo("R");
        assertThat(answer(proxy, v1("198.51.100.1"), HELLO)).isEqualTo("28000");
        assertThat(answer(proxy, v1("2001:db8::9"), HELLO)).isEqualTo("R");
        assertThat(answer(proxy, v2(192, 0, 2, 9), HELLO)).isEqualTo("R");
        assertThat(answer(proxy, v2(198, 51, 100, 1), HELLO)).isEqualTo("28000");
        assertThat(answer(proxy, v2Local(), HELLO)).as("its health check").isEqualTo("28000");
        assertThat(answer(proxy, "PROXY UNKNOWN\r\n".getBytes(US_ASCII), HELLO)).isEqualTo("28000");
        try (WireClient bytewise = WireClient.connect(proxy.port())) {
            bytewise.sendBytewise(together(v2(192, 0, 2, 9), HELLO, query("SELECT 1")));
            bytewise.readUntil('Z');
            assertThat(bytewise.readUntil('Z')).hasSize(4);
        }
    }

    @Test
    void theRegistryHasTheAddressThatALoadBalancerSends() throws Exception {
        TestProxy proxy = proxy("access.proxies=127.0.0.1");
        try (WireClient client = WireClient.connect(proxy.port())) {
            String name = WireMessage.parameter(
                    client.send(v1("192.0.2.77"), HELLO, query("SELECT 1")).readUntil('Z'), "dayfly.database");
            client.readUntil('Z');
            assertThat(RegistryProbe.on(cluster).of(name).client()).isEqualTo("192.0.2.77");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY nonsense\r\n", "PROXY TCP4 1.2.3.4\r\n", "GET / HTTP/1.0\r\n\r\n"})
    void aLoadBalancerThatSendsNoHeaderGetsNoAnswer(String header) throws Exception {
        TestProxy proxy = proxy("access.proxies=127.0.0.0/8");
        try (WireClient client = WireClient.connect(proxy.port())) {
            assertThat(client.send(header.getBytes(US_ASCII), HELLO).readBytesToEnd())
                    .isEmpty();
        }
    }

    @Test
    void aHeaderFromAnotherAddressGetsNoAnswer() throws Exception {
        try (WireClient client =
                WireClient.connect(proxy("access.proxies=10.0.0.0/8").port())) {
            assertThat(client.send(v1("192.0.2.9"), HELLO).readBytesToEnd()).isEmpty();
        }
    }

    @Test
    void tlsBeginsAfterTheHeader() throws Exception {
        List<String> settings = new ArrayList<>(Arrays.asList(TestCertificates.shown("require", "server")));
        settings.add("access.proxies=127.0.0.1");
        TestProxy proxy = proxy(settings.toArray(String[]::new));
        try (WireClient client = WireClient.connect(proxy.port())) {
            assertThat(client.send(v1("192.0.2.9"), sslRequest()).readByte()).isEqualTo('S');
            client.encrypt(TestCertificates.trusting("TLSv1.3")).send(HELLO).readUntil('Z');
        }
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(v1("192.0.2.9"));
            client.encrypt(TestCertificates.trusting("TLSv1.3"), "postgresql")
                    .send(HELLO)
                    .readUntil('Z');
        }
    }

    @Test
    void anAddressThatSendsWrongPasswordsIsSlowedDown() throws Exception {
        TestProxy proxy = proxy("access.password=sesame", "access.proxies=127.0.0.1");
        for (int i = 0; i < 6; i++) {
            try (WireClient client = WireClient.connect(proxy.port())) {
                client.send(v1("192.0.2.9"), HELLO).prove("wrong");
            }
        }
        long before = System.nanoTime();
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(v1("192.0.2.9"), HELLO).prove("wrong");
        }
        assertThat(System.nanoTime() - before).as("a pause before the answer").isGreaterThan(500_000_000L);
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(v1("192.0.2.9"), HELLO).prove("sesame");
            client.readUntil('Z');
        }
    }
}
