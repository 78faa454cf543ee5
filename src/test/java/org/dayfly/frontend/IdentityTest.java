package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dayfly.TestCertificates;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate and its key are read, or one sentence says what is wrong with them. */
class IdentityTest {
    @ParameterizedTest
    @ValueSource(strings = {"server", "rsa"})
    void readsACertificateAndItsKeyFromPem(String name) {
        Identity read = Identity.read(TestCertificates.file(name + ".pem"), TestCertificates.file(name + ".key"));
        assertThat(read.chain()).hasSize(1);
        assertThat(read.endPoint()).hasValueSatisfying(hash -> assertThat(hash).hasSize(32));
    }

    @Test
    void readsTheWholeChain(@TempDir Path folder) throws IOException {
        Path chain = folder.resolve("chain.pem");
        Files.writeString(
                chain,
                Files.readString(TestCertificates.file("server.pem"))
                        + Files.readString(TestCertificates.file("ca.pem")));
        assertThat(Identity.read(chain, TestCertificates.file("server.key")).chain())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "server.pem, rsa.key, 'tls.key', 'holds no EC key'",
        "server.pem, client.key, 'tls.key', 'is not the key of the certificate'",
        "server.pem, server-sec1.key, 'tls.key', 'openssl pkcs8 -topk8'",
        "server.pem, server.pem, 'tls.key', 'holds no private key in PEM'",
        "server.key, server.key, 'tls.certificate', 'holds no certificate in PEM'",
        "client.der.key, server.key, 'tls.certificate', 'holds no certificate in PEM'",
        "ed25519.pem, ed25519.key, 'tls.certificate', 'use a certificate for an RSA or EC key'"
    })
    void refusesABadCertificateOrKeyWithANextStep(String certificate, String key, String setting, String why) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Identity.read(TestCertificates.file(certificate), TestCertificates.file(key)))
                .withMessageStartingWith(setting + ": ")
                .withMessageContaining(why);
    }

    @Test
    void makesASelfSignedCertificate() {
        Identity made = SelfSigned.make();
        assertThat(made.chain()).hasSize(1);
        assertThat(made.endPoint()).isPresent();
    }
}
