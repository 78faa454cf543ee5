package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Refusals.assertRefused;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, maintenance connections and cancel requests use TLS to a server as its sslmode says. */
final class EncryptedServerTest {
    private static final String ROOTS =
            "&sslrootcert=" + URLEncoder.encode(TestCertificates.file("ca.pem").toString(), UTF_8);
    private static final String OTHERS = "&sslrootcert="
            + URLEncoder.encode(TestCertificates.file("other-ca.pem").toString(), UTF_8);

    private static Proxy proxy(ExternalServer server, String parameters) throws Exception {
        ServerUrl url = server.url();
        String text = "postgresql://" + url.role() + ":"
                + URLEncoder.encode(url.password().map(Secret::value).orElseThrow(), UTF_8)
                        .replace("+", "%20")
                + "@" + url.host() + ":" + url.port() + "?" + parameters;
        return Proxy.start(SettingsFile.read(
                Optional.empty(), Map.of(), List.of("listen=127.0.0.1:0", "drain=0", "servers=" + text)));
    }

    /** Whether sessions to the server are encrypted, new ones and joined ones alike. */
    private static String encrypted(ExternalServer server, String parameters) throws Exception {
        try (Proxy proxy = proxy(server, parameters);
                Connection session = TestProxy.connect(proxy.place().port(), "new");
                Connection joined = TestProxy.connect(proxy.place().port(), Sql.ask(session, "SHOW dayfly.url"))) {
            String sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            assertThat(Sql.ask(joined, sql)).isEqualTo(Sql.ask(session, sql));
            assertThat(Sql.ask(session, "SELECT length('" + "y".repeat(3_000_000) + "')"))
                    .isEqualTo("3000000");
            return Sql.ask(session, sql);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "disable, host, f",
        "allow, host, f",
        "allow, hostssl, t",
        "prefer, host, t",
        "prefer, hostnossl, f",
        "require, hostssl, t"
    })
    void sessionsAreEncryptedAsSslmodeAndTheServerDecide(String mode, String type, String encrypted) throws Exception {
        try (ExternalServer server = ExternalServer.startWithTls(18, TestCertificates.file("elsewhere.pem"), type)) {
            assertThat(encrypted(server, "sslmode=" + mode)).isEqualTo(encrypted);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aServerIsAcceptedOnlyWithATrustedCertificate(int major) throws Exception {
        try (ExternalServer server =
                ExternalServer.startWithTls(major, TestCertificates.file("server.pem"), "hostssl")) {
            assertThat(encrypted(server, "sslmode=verify-full" + ROOTS)).isEqualTo("t");
            assertThat(encrypted(server, "sslmode=verify-ca" + ROOTS)).isEqualTo("t");
            assertThat(encrypted(server, "sslmode=require" + ROOTS)).isEqualTo("t");
            for (String mode : new String[] {"verify-full", "verify-ca", "require"}) {
                assertThatThrownBy(
                                () -> proxy(server, "sslmode=" + mode + OTHERS).close())
                        .as(mode)
                        .hasStackTraceContaining("ertif");
            }
        }
    }

    @Test
    void aQueryIsCanceledOnAServerThatRequiresTls() throws Exception {
        try (ExternalServer server = ExternalServer.startWithTls(18, TestCertificates.file("server.pem"), "hostssl");
                Proxy proxy = proxy(server, "sslmode=verify-full" + ROOTS);
                Connection session = TestProxy.connect(proxy.place().port(), "new");
                Statement statement = session.createStatement()) {
            statement.setQueryTimeout(1);
            assertRefused("57014", () -> statement.execute("SELECT pg_sleep(60)"));
        }
    }

    @Test
    void verifyFullRefusesACertificateOfAnotherHost() throws Exception {
        try (ExternalServer server =
                ExternalServer.startWithTls(18, TestCertificates.file("elsewhere.pem"), "hostssl")) {
            assertThat(encrypted(server, "sslmode=verify-ca" + ROOTS)).isEqualTo("t");
            assertThatThrownBy(
                            () -> proxy(server, "sslmode=verify-full" + ROOTS).close())
                    .hasStackTraceContaining("127.0.0.1");
        }
    }

    @Test
    void sslmodeRequireRefusesAServerWithoutTls() throws Exception {
        try (ExternalServer server = ExternalServer.start(18)) {
            assertThat(encrypted(server, "sslmode=prefer")).isEqualTo("f");
            assertThatThrownBy(() -> proxy(server, "sslmode=require").close()).hasMessageContaining("SSL");
        }
    }
}
