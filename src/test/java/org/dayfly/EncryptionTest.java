package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.gssEncRequest;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Packet.together;
import static org.dayfly.TestCertificates.verifying;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients can use TLS in each way that PostgreSQL allows. */
@ExtendWith(TestServer.class)
final class EncryptionTest extends EncryptionFixture {
    EncryptionTest(Cluster cluster) {
        super(cluster);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "rsa"})
    void aDriverVerifiesTheCertificateAndUsesChannelBinding(String name) throws SQLException {
        TestProxy proxy = showing(name, "access.password=sesame");
        try (Connection made = proxy.connect("new", verifying("password", "sesame", "channelBinding", "require"))) {
            String url = Sql.ask(made, "SHOW dayfly.url");
            try (Connection joined = proxy.connect(url, verifying("channelBinding", "require"))) {
                Sql.run(joined, "CREATE TABLE t (a text)");
            }
            assertThat(Sql.ask(made, "SELECT length(string_agg(repeat('x', 1000), '')) FROM generate_series(1, 9000)"))
                    .isEqualTo("9000000");
            assertThat(Sql.ask(made, "SELECT repeat('x', 9000000)")).hasSize(9_000_000);
            assertThat(Sql.ask(made, "SELECT length('" + "y".repeat(9_000_000) + "')"))
                    .isEqualTo("9000000");
        }
    }

    @Test
    void aDriverMayLogInWithoutChannelBinding() throws SQLException {
        try (Connection made = showing("server", "access.password=sesame")
                .connect("new", verifying("password", "sesame", "channelBinding", "disable"))) {
            assertThat(made.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsOfTlsWorkForEachWayToBeginTls(String version) throws IOException {
        SSLContext tls = TestCertificates.trusting(version);
        int port = showing("server").port();
        try (WireClient asked = WireClient.connect(port)) {
            assertThat(asked.send(sslRequest()).readByte()).isEqualTo('S');
            served(asked.encrypt(tls));
        }
        try (WireClient asked = WireClient.connect(port)) {
            assertThat(asked.send(gssEncRequest()).readByte()).isEqualTo('N');
            assertThat(asked.send(sslRequest()).readByte()).isEqualTo('S');
            served(asked.encrypt(tls, ALPN));
        }
        try (WireClient direct = WireClient.connect(port)) {
            served(direct.encrypt(tls, ALPN));
        }
        try (WireClient direct = WireClient.connectBytewise(port)) {
            served(direct.encrypt(tls, ALPN));
        }
    }

    @Test
    void directTlsWithoutAnApplicationProtocolIsRefused() throws IOException {
        int port = showing("server").port();
        try (WireClient direct = WireClient.connect(port)) {
            assertThatThrownBy(() -> direct.encrypt(tls())).hasMessageContaining("no_application_protocol");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tlsWithAnotherApplicationProtocolIsRefused(boolean direct) throws IOException {
        try (WireClient client = WireClient.connect(showing("server").port())) {
            if (!direct) {
                client.send(sslRequest()).readByte();
            }
            assertThatThrownBy(
                            () -> client.encrypt(tls(), "http/1.1").send(HELLO).read())
                    .hasMessageContaining("no_application_protocol");
        }
    }

    @Test
    void aRequestForEncryptionInsideOfTlsIsRefused() throws IOException {
        int port = showing("server").port();
        for (byte[] request : new byte[][] {sslRequest(), gssEncRequest()}) {
            try (WireClient client = WireClient.connect(port)) {
                client.send(sslRequest()).readByte();
                byte[] answer = client.encrypt(tls()).send(request).readBytesToEnd();
                assertThat(new String(answer, US_ASCII))
                        .startsWith("E")
                        .contains("unsupported frontend protocol 1234.56");
            }
        }
    }

    @Test
    void plaintextRightAfterAnSslRequestIsRefused() throws IOException {
        int port = showing("server").port();
        try (WireClient client = WireClient.connect(port)) {
            assertThat(client.send(together(sslRequest(), HELLO)).readByte()).isEqualTo('S');
            WireMessage answer = client.encrypt(tls()).read();
            assertThat(answer.type()).isEqualTo('E');
            assertThat(answer.fields()).containsEntry('C', "08P01");
        }
    }

    @Test
    void aClientWithoutTlsIsRefusedWhenTlsIsRequired() throws IOException {
        int port = requiring().port();
        for (String user : new String[] {"new", "dayfly_neverissued", ""}) {
            try (WireClient client = WireClient.connect(port)) {
                WireMessage answer =
                        client.send(startupMessage(V3_0, "user", user)).read();
                assertThat(answer.fields()).containsEntry('C', "28000").containsEntry('S', "FATAL");
                assertThat(answer.fields().get('H')).contains("sslmode=require");
                assertThat(client.readToEnd()).isEmpty();
            }
        }
    }

    @Test
    void aCancelRequestWithoutTlsWorksWhenTlsIsRequired() throws Exception {
        TestProxy proxy = requiring();
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(sslRequest()).readByte();
            WireClient encrypted = client.encrypt(tls());
            WireMessage key = encrypted.send(HELLO).readUntil('Z').stream()
                    .filter(message -> message.type() == 'K')
                    .findFirst()
                    .orElseThrow();
            encrypted.send(query("SELECT pg_sleep(60)"));
            Eventually.holds("the query runs", () -> runs(key.buffer().getInt()));
            try (WireClient cancel = WireClient.connect(proxy.port())) {
                cancel.send(Packet.cancelRequest(
                        key.buffer().getInt(), Arrays.copyOfRange(key.body(), 4, key.body().length)));
                assertThat(cancel.readBytesToEnd()).isEmpty();
            }
            assertThat(encrypted.readUntil('Z').stream()
                            .filter(message -> message.type() == 'E')
                            .findFirst()
                            .orElseThrow()
                            .fields())
                    .containsEntry('C', "57014");
        }
    }

    private boolean runs(int pid) throws SQLException {
        try (Connection server = cluster.connect("postgres")) {
            return Sql.ask(server, "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = " + pid)
                    .equals("t");
        }
    }
}
