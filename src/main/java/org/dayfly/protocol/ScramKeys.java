package org.dayfly.protocol;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.security.SecureRandom;
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

    @Override
    public String toString() {
        return "ScramKeys[***]";
    }
}
