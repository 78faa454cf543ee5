package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.dayfly.cluster.Cluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A proxy that shows a certificate, and clients that talk to it by TLS. */
abstract class EncryptionFixture {
    static final byte[] HELLO = startupMessage(V3_0, "user", "new");
    static final String ALPN = "postgresql";

    final Cluster cluster;

    @Nullable
    TestProxy proxy;

    EncryptionFixture(Cluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void close() {
        if (proxy != null) {
            proxy.close();
        }
    }

    TestProxy proxy(String... settings) {
        proxy = TestProxy.before(cluster, settings);
        return proxy;
    }

    TestProxy showing(String name, String... more) {
        return proxy(Stream.concat(Arrays.stream(TestCertificates.shown("allow", name)), Stream.of(more))
                .toArray(String[]::new));
    }

    TestProxy requiring(String... more) {
        return proxy(Stream.concat(Arrays.stream(TestCertificates.shown("require", "server")), Stream.of(more))
                .toArray(String[]::new));
    }

    static SSLContext tls() {
        return TestCertificates.trusting("TLSv1.3");
    }

    static void served(WireClient client) throws IOException {
        client.send(HELLO, query("SELECT 1")).readUntil('Z');
        assertThat(client.readUntil('Z').stream().map(WireMessage::type)).containsExactly('T', 'D', 'C', 'Z');
    }
}
