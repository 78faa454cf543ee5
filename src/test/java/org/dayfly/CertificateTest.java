package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.TestCertificates.verifying;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate dayfly shows, and which certificate dayfly requires of clients. */
@ExtendWith(TestServer.class)
final class CertificateTest extends EncryptionFixture {
    CertificateTest(Cluster cluster) {
        super(cluster);
    }

    @Test
    void aReloadReplacesTheCertificateAndOpenSessionsGoOn(@TempDir Path folder) throws Exception {
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
    void clientsNeedACertificateWhenAClientCaIsSet(@TempDir Path folder) throws Exception {
        // The driver refuses a key that other users can read, and in a checkout they can read the key.
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
    void aReloadKeepsTheSelfSignedCertificateAndAppliesTheOtherSettings() throws SQLException {
        TestProxy proxy = proxy("tls.self-signed=true");
        try (Connection before = proxy.connect("new", Map.of("sslmode", "require"))) {
            proxy.reload(
                    "tls.self-signed=true", "tls.mode=require", "tls.client-ca=" + TestCertificates.file("ca.pem"));
            assertThat(before.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> proxy.connect("new", Map.of("sslmode", "require")))
                .as("a client without a certificate")
                .isInstanceOf(SQLException.class);
    }

    @Test
    void clientsCanUseTlsWithASelfSignedCertificate() throws SQLException {
        TestProxy proxy = proxy("tls.self-signed=true");
        try (Connection made = proxy.connect("new", Map.of("sslmode", "require"))) {
            assertThat(made.isValid(5)).isTrue();
        }
        try (Connection inClear = proxy.connect("new", Map.of("sslmode", "disable"))) {
            assertThat(inClear.isValid(5)).isTrue();
        }
    }
}
