package org.dayfly.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ScramKeys;

/**
 * Derives the password of each role from the installation's secret. No password is stored, and each proxy of the
 * installation derives the same passwords.
 *
 * <p>A role that does not exist has a password too. So an authentication exchange does not reveal which names are
 * taken. Safe for use by any thread.
 */
public final class Credentials {
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int PASSWORD_BYTES = 20;
    private static final int SALT_BYTES = 16;
    /**
     * Iterations make passwords that people choose harder to guess. These passwords are 160 random bits, and need no
     * more than one iteration. The server runs each iteration whenever a role is made, to refuse empty passwords. Both
     * sides run each iteration at each login.
     */
    private static final int SERVER_ITERATIONS = 1;

    private static final int CACHED = 10_000;

    private final byte[] secret;
    private final byte[] saltSecret;
    private final LoadingCache<String, ScramKeys> keys =
            Caffeine.newBuilder().maximumSize(CACHED).build(this::derive);
    private final LoadingCache<String, Secret> passwords =
            Caffeine.newBuilder().maximumSize(CACHED).build(this::make);

    /**
     * Derives passwords from a secret.
     *
     * @param secret the installation's secret, which is the same for all its proxies
     */
    public Credentials(byte[] secret) {
        this.secret = secret.clone();
        // A role name has no NUL, so no password is derived from this text. Any client can ask for a salt, and a salt
        // must not reveal anything about a password.
        this.saltSecret = hmac(this.secret, "\0salt");
    }

    /** The password of a role, whether the role exists or not: 32 characters of a-z2-7. */
    public Secret password(String role) {
        return passwords.get(role);
    }

    private Secret make(String role) {
        return new Secret(base32(Arrays.copyOf(hmac(secret, role), PASSWORD_BYTES)));
    }

    /** The SCRAM keys that verify a client that logs in as this role. */
    public ScramKeys keys(String role) {
        return keys.get(role);
    }

    /**
     * The text that CREATE ROLE takes as PASSWORD in place of the password, in the format of
     * {@code pg_authid.rolpassword}.
     */
    public String verifier(String role) {
        ScramKeys its = ScramKeys.derive(password(role), salt(role), SERVER_ITERATIONS);
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + its.iterations() + ":" + base64.encodeToString(its.salt()) + "$"
                + base64.encodeToString(its.storedKey()) + ":" + base64.encodeToString(its.serverKey());
    }

    private ScramKeys derive(String role) {
        return ScramKeys.derive(password(role), salt(role));
    }

    private byte[] salt(String role) {
        return Arrays.copyOf(hmac(saltSecret, role), SALT_BYTES);
    }

    private static byte[] hmac(byte[] key, String text) {
        return ScramFunctions.hmac(MECHANISM, key, text.getBytes(UTF_8));
    }

    /**
     * Encodes bytes as base32 of RFC 4648 in lower case. The input is a multiple of five bytes, so there is no padding.
     */
    private static String base32(byte[] bytes) {
        BigInteger number = new BigInteger(1, bytes);
        StringBuilder text = new StringBuilder();
        for (int shift = bytes.length * 8 - 5; shift >= 0; shift -= 5) {
            text.append(BASE32.charAt(number.shiftRight(shift).intValue() & 31));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
