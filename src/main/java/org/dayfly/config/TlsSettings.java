package org.dayfly.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dayfly.config.value.SettingsException;

/**
 * How clients' connections are encrypted.
 *
 * @param certificate the chain of certificates that clients are shown, as PEM; dayfly's own certificate is the first
 * @param key the private key of dayfly's certificate, as PEM
 * @param selfSigned whether dayfly makes a certificate at each start instead
 * @param clientCa the certificates that may sign clients' certificates, as PEM; empty: clients need no certificate
 */
public record TlsSettings(
        TlsMode mode, Optional<Path> certificate, Optional<Path> key, boolean selfSigned, Optional<Path> clientCa) {
    public TlsSettings {
        if (selfSigned && mode == TlsMode.DISABLE) {
            mode = TlsMode.ALLOW;
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw new SettingsException(
                    certificate.isPresent()
                            ? "tls.certificate is set without tls.key; set both, or neither"
                            : "tls.key is set without tls.certificate; set both, or neither");
        }
        if (selfSigned && certificate.isPresent()) {
            throw new SettingsException(
                    "tls.self-signed is true and tls.certificate is set, which contradict each other;"
                            + " leave out one of them");
        }
        if (certificate.isPresent() && mode == TlsMode.DISABLE) {
            throw new SettingsException(
                    "tls.certificate is set, but tls.mode is disable; set tls.mode to allow or require,"
                            + " or leave out the certificate and its key");
        }
        if (certificate.isEmpty() && !selfSigned && mode != TlsMode.DISABLE) {
            throw new SettingsException("tls.mode is " + mode.name().toLowerCase(Locale.ROOT)
                    + ", but there is no certificate; set tls.certificate and tls.key, or tls.self-signed = true");
        }
        if (clientCa.isPresent() && mode != TlsMode.REQUIRE) {
            throw new SettingsException("tls.client-ca is set, but clients may connect without TLS and so without a"
                    + " certificate; set tls.mode to require");
        }
    }
}
