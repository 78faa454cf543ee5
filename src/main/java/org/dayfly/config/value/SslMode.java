package org.dayfly.config.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a connection to a server is encrypted, and how the server is verified.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION">PostgreSQL, 32.19.3</a>
 */
public enum SslMode {
    /** Never encrypted. */
    DISABLE,
    /** Encrypted only if the server insists. */
    ALLOW,
    /** Encrypted if the server supports encryption. */
    PREFER,
    /** Always encrypted. The server is verified only if there is a file of certificates. */
    REQUIRE,
    /** Always encrypted, and a trusted certificate has signed the server's certificate. */
    VERIFY_CA,
    /** As VERIFY_CA, and the certificate is for the host in the URL. */
    VERIFY_FULL;

    /** The mode with this name in a URL. */
    public static Optional<SslMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findAny();
    }

    /** The mode's name in a URL. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a trusted certificate must have signed the server's certificate. */
    public boolean verifies() {
        return compareTo(VERIFY_CA) >= 0;
    }
}
