package org.dayfly.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a connection to a server is encrypted, and whom it is believed to lead to.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION">PostgreSQL, 32.19.3</a>
 */
public enum SslMode {
    /** Never. */
    DISABLE,
    /** Where the server insists. */
    ALLOW,
    /** Where the server can. */
    PREFER,
    /** Always, whoever the server is, unless there are certificates to tell by. */
    REQUIRE,
    /** Always, and the server's certificate is signed by one that is trusted. */
    VERIFY_CA,
    /** And it is for the host that was named. */
    VERIFY_FULL;

    /** The mode of that name in a URL. */
    static Optional<SslMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findAny();
    }

    /** As it is written in a URL. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the server's certificate has to be one that is trusted. */
    public boolean verifies() {
        return compareTo(VERIFY_CA) >= 0;
    }
}
