package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.Test;

/** Without BoringSSL dayfly uses the TLS of the JDK, which accepts the same clients. */
final class EncryptionByTheJdkTest {
    @Test
    void servesClientsThatBeginTlsInEachWay() throws Exception {
        String[] settings = Stream.concat(
                        Stream.of(TestCertificates.shown("require", "server")), Stream.of("access.password=sesame"))
                .toArray(String[]::new);
        try (ServedFolder folder = ServedFolder.create();
                ServeProcess dayfly =
                        ServeProcess.start(folder, List.of("-Dio.netty.handler.ssl.noOpenSsl=true"), settings)) {
            Eventually.holds("the JDK is in the log", () -> dayfly.output().contains("TLS required, by the JDK"));
            driver(dayfly.port(), TestCertificates.file("ca.pem"));
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                SSLContext tls = TestCertificates.trusting(version);
                try (WireClient asked = WireClient.connect(dayfly.port())) {
                    assertThat(asked.send(sslRequest()).readByte()).isEqualTo('S');
                    greeted(asked.encrypt(tls));
                }
                try (WireClient direct = WireClient.connectBytewise(dayfly.port())) {
                    greeted(direct.encrypt(tls, "postgresql"));
                }
                try (WireClient direct = WireClient.connect(dayfly.port())) {
                    assertThatThrownBy(() -> direct.encrypt(tls)).hasMessageContaining("no_application_protocol");
                }
                try (WireClient other = WireClient.connect(dayfly.port())) {
                    assertThatThrownBy(() -> other.encrypt(tls, "http/1.1"))
                            .hasMessageContaining("no_application_protocol");
                }
            }
        }
    }

    private static void driver(int port, Path roots) throws Exception {
        Properties properties = new Properties();
        properties.put("user", "new");
        properties.put("password", "sesame");
        properties.put("sslmode", "verify-full");
        properties.put("sslrootcert", roots.toString());
        properties.put("channelBinding", "require");
        try (Connection made = DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/", properties)) {
            assertThat(Sql.ask(made, "SELECT length('" + "y".repeat(3_000_000) + "')"))
                    .isEqualTo("3000000");
        }
    }

    private static void greeted(WireClient client) throws Exception {
        client.send(startupMessage(V3_0, "user", "new"));
        client.prove("sesame", query("SELECT 1"));
        client.readUntil('Z');
        assertThat(client.readUntil('Z').stream().map(WireMessage::type)).contains('D');
    }
}
