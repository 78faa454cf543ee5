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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.value.SettingsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients can come by TLS, in each of the ways that PostgreSQL lets them. */
@ExtendWith(TestServer.class)
final class EncryptionTest {
    private static final byte[] HELLO = startupMessage(V3_0, "user", "new");
    private static final String ALPN = "postgresql";

    private final Cluster cluster;
    private @Nullable TestProxy proxy;

    EncryptionTest(Cluster cluster) {
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

    private TestProxy showing(String name, String... more) {
        return proxy(Stream.concat(Arrays.stream(TestCertificates.shown("allow", name)), Stream.of(more))
                .toArray(String[]::new));
    }

    private TestProxy requiring(String... more) {
        return proxy(Stream.concat(Arrays.stream(TestCertificates.shown("require", "server")), Stream.of(more))
                .toArray(String[]::new));
    }

    private static SSLContext tls() {
        return TestCertificates.trusting("TLSv1.3");
    }

    /** A driver that verifies whom it talks to. */
    private static Map<String, String> verifying(String... more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "sslmode",
                "verify-ca",
                "sslrootcert",
                TestCertificates.file("ca.pem").toString()));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "rsa"})
    void aDriverVerifiesTheCertificateAndBindsItsProofToIt(String name) throws SQLException {
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
    void aDriverMayLeaveItsProofUnbound() throws SQLException {
        try (Connection made = showing("server", "access.password=sesame")
                .connect("new", verifying("password", "sesame", "channelBinding", "disable"))) {
            assertThat(made.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void eitherVersionIsSpokenHoweverItBegins(String version) throws IOException {
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

    private static void served(WireClient client) throws IOException {
        client.send(HELLO, query("SELECT 1")).readUntil('Z');
        assertThat(client.readUntil('Z').stream().map(WireMessage::type)).containsExactly('T', 'D', 'C', 'Z');
    }

    @Test
    void directTlsHasToNameTheProtocol() throws IOException {
        int port = showing("server").port();
        try (WireClient direct = WireClient.connect(port)) {
            assertThatThrownBy(() -> direct.encrypt(tls())).hasMessageContaining("no_application_protocol");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoMeansAnotherProtocolGetsNoConnection(boolean direct) throws IOException {
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
    void insideOfTlsNoEncryptionIsAskedForAgain() throws IOException {
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
    void whatStandsBehindTheRequestInClearIsNotTakenForTheClientsOwn() throws IOException {
        int port = showing("server").port();
        try (WireClient client = WireClient.connect(port)) {
            assertThat(client.send(together(sslRequest(), HELLO)).readByte()).isEqualTo('S');
            WireMessage answer = client.encrypt(tls()).read();
            assertThat(answer.type()).isEqualTo('E');
            assertThat(answer.fields()).containsEntry('C', "08P01");
        }
    }

    /** Ways to ask for TLS, or to begin with it, and then to go no further. */
    private enum Underway {
        PROMISED {
            @Override
            void begin(WireClient client) throws IOException {
                assertThat(client.send(sslRequest()).readByte()).isEqualTo('S');
            }
        },
        PROMISED_AND_BEGUN {
            @Override
            void begin(WireClient client) throws IOException {
                PROMISED.begin(client);
                client.send(Arrays.copyOf(CLIENT_HELLO, 20));
            }
        },
        DIRECT {
            @Override
            void begin(WireClient client) throws IOException {
                client.send(Arrays.copyOf(CLIENT_HELLO, 20));
            }
        },
        DIRECT_AND_ANSWERED {
            @Override
            void begin(WireClient client) throws IOException {
                client.send(CLIENT_HELLO);
                assertThat(client.readByte()).as("a TLS record of the server").isIn(TLS_HANDSHAKE, TLS_ALERT);
            }
        };

        abstract void begin(WireClient client) throws IOException;
    }

    private static final int TLS_ALERT = 21;
    private static final int TLS_HANDSHAKE = 22;
    private static final byte[] CLIENT_HELLO = ClientHelloBytes.naming(ALPN);

    /** Nothing, or records of TLS alone; in clear the first byte would be that of an ErrorResponse. */
    private static void saysNothingInClear(byte[] heard) {
        assertThat(new String(heard, US_ASCII)).doesNotContain("FATAL");
        assertThat(heard.length == 0 || heard[0] != 'E').isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSaidInClearWhereTheHandshakeTakesTooLong(Underway way) throws IOException {
        try (WireClient client =
                WireClient.connect(showing("server", "login-deadline=1s").port())) {
            way.begin(client);
            saysNothingInClear(client.readBytesToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSaidInClearWhereOthersNeedTheRoom(Underway way) throws IOException {
        int port = showing("server", "limits.half-open=1").port();
        try (WireClient client = WireClient.connect(port)) {
            way.begin(client);
            try (WireClient other = WireClient.connect(port)) {
                saysNothingInClear(client.readBytesToEnd());
                served(other);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSaidInClearWhenDayflyStops(Underway way) throws IOException {
        TestProxy stopping = showing("server");
        try (WireClient client = WireClient.connect(stopping.port())) {
            way.begin(client);
            stopping.close();
            saysNothingInClear(client.readBytesToEnd());
        }
    }

    @Test
    void nothingIsSaidInClearToWhoSpeaksOnInClear() throws IOException {
        try (WireClient client = WireClient.connect(showing("server").port())) {
            Underway.PROMISED.begin(client);
            saysNothingInClear(client.send(HELLO, new byte[100]).readBytesToEnd());
        }
    }

    @Test
    void whoComesInClearIsRefusedWhereTlsIsRequired() throws IOException {
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
    void aQueryIsCanceledInClearAllTheSame() throws Exception {
        TestProxy proxy = requiring();
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(sslRequest()).readByte();
            WireClient encrypted = client.encrypt(tls());
            WireMessage key = encrypted.send(HELLO).readUntil('Z').stream()
                    .filter(message -> message.type() == 'K')
                    .findFirst()
                    .orElseThrow();
            encrypted.send(query("SELECT pg_sleep(60)"));
            Eventually.holds("it runs", () -> runs(key.buffer().getInt()));
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

    @Test
    void anotherCertificateIsShownAfterAReloadAndOpenSessionsGoOn(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        String[] settings = {"tls.mode=require", "tls.certificate=" + certificate, "tls.key=" + key};
        install("elsewhere", certificate, key);
        TestProxy proxy = proxy(settings);
        Map<String, String> strict = verifying("sslmode", "verify-full");
        String url = "localhost";
        try (WireClient before = WireClient.connect(proxy.port())) {
            before.send(sslRequest()).readByte();
            WireClient encrypted = before.encrypt(tls());
            encrypted.send(HELLO).readUntil('Z');

            Files.copy(TestCertificates.file("server.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> proxy.reload(settings))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("belong together");
            assertThatThrownBy(() -> connect(url, proxy, strict)).hasMessageContaining("localhost");

            install("server", certificate, key);
            proxy.reload(settings);
            try (Connection after = connect(url, proxy, strict)) {
                assertThat(after.isValid(5)).isTrue();
            }
            assertThat(encrypted.send(query("SELECT 1")).readUntil('Z')).hasSize(4);
        }
    }

    private static Connection connect(String host, TestProxy proxy, Map<String, String> properties)
            throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.put("user", "new");
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + proxy.port() + "/", all);
    }

    private static void install(String name, Path certificate, Path key) throws IOException {
        Files.copy(TestCertificates.file(name + ".pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(TestCertificates.file(name + ".key"), key, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void clientsShowACertificateWhereThatIsAskedFor(@TempDir Path folder) throws Exception {
        // The driver refuses one that others can read, as it is in a checkout.
        Path key = Files.copy(TestCertificates.file("client.der.key"), folder.resolve("key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        TestProxy proxy = requiring("tls.client-ca=" + TestCertificates.file("ca.pem"));
        Map<String, String> with = verifying(
                "sslcert", TestCertificates.file("client.pem").toString(),
                "sslkey", key.toString());
        try (Connection made = proxy.connect("new", with)) {
            assertThat(made.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> proxy.connect("new", verifying())).isInstanceOf(SQLException.class);
    }

    @Test
    void whatIsMadeUpStaysInAReloadAndAllElseIsAsItIsSetThen() throws SQLException {
        TestProxy proxy = proxy("tls.self-signed=true");
        try (Connection before = proxy.connect("new", Map.of("sslmode", "require"))) {
            proxy.reload(
                    "tls.self-signed=true", "tls.mode=require", "tls.client-ca=" + TestCertificates.file("ca.pem"));
            assertThat(before.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> proxy.connect("new", Map.of("sslmode", "require")))
                .as("without a certificate of its own")
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aCertificateCanBeMadeUpForAQuickTry() throws SQLException {
        TestProxy proxy = proxy("tls.self-signed=true");
        try (Connection made = proxy.connect("new", Map.of("sslmode", "require"))) {
            assertThat(made.isValid(5)).isTrue();
        }
        try (Connection inClear = proxy.connect("new", Map.of("sslmode", "disable"))) {
            assertThat(inClear.isValid(5)).isTrue();
        }
    }
}
