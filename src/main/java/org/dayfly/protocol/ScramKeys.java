package org.dayfly.protocol;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.config.value.Secret;

/**
 * The keys that the slow part of SCRAM-SHA-256 makes of a password, for both sides of the exchange.
 *
 * @param storedKey the key that a server checks a client's proof against
 * @param serverKey the key that a server signs with
 * @param clientKey the key that a client proves itself with: as good as the password
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-3">RFC 5802, section 3</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed in this program
public record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey, byte[] clientKey) {
    /** PostgreSQL's default ({@code scram_iterations}). */
    private static final int ITERATIONS = 4096;

    private static final int SALT_BYTES = 16;
    private static final String BASE64 = "[A-Za-z0-9+/]+={0,2}";
    private static final Pattern VERIFIER = Pattern.compile("SCRAM-SHA-256\\$(?<iterations>[0-9]{1,9}):(?<salt>"
            + BASE64 + ")\\$(?<stored>" + BASE64 + "):(?<server>" + BASE64 + ")");

    /** Derives the keys with a new random salt. Slow: never for an event loop. */
    public static ScramKeys derive(Secret password) {
        return derive(password, ScramFunctions.salt(SALT_BYTES, new SecureRandom()));
    }

    /** Derives the keys, in some milliseconds of a core: never for an event loop. */
    public static ScramKeys derive(Secret password, byte[] salt) {
        return derive(password, salt, ITERATIONS);
    }

    /** Derives the keys with as many iterations as the password needs. */
    public static ScramKeys derive(Secret password, byte[] salt, int iterations) {
        ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_256;
        byte[] salted = ScramFunctions.saltedPassword(
                mechanism,
                StringPreparation.POSTGRESQL_PREPARATION,
                password.value().toCharArray(),
                salt,
                iterations);
        byte[] clientKey = ScramFunctions.clientKey(mechanism, salted);
        return new ScramKeys(
                salt,
                iterations,
                ScramFunctions.storedKey(mechanism, clientKey),
                ScramFunctions.serverKey(mechanism, salted),
                clientKey);
    }

    /**
     * Reads the keys from a verifier, as PostgreSQL keeps verifiers in {@code pg_authid.rolpassword}. These keys verify
     * a client, but are no client's: they have no client key.
     *
     * @return empty if the text is no verifier for SCRAM-SHA-256
     */
    public static Optional<ScramKeys> ofVerifier(String verifier) {
        Matcher parts = VERIFIER.matcher(verifier);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return Optional.of(new ScramKeys(
                base64.decode(parts.group("salt")),
                Integer.parseInt(parts.group("iterations")),
                base64.decode(parts.group("stored")),
                base64.decode(parts.group("server")),
                new byte[0]));
    }

    @Override
    public String toString() {
        return "ScramKeys[***]";
    }
}
