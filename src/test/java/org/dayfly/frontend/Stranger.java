package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;

/**
 * Somebody who knows no password and says whatever there is to say, to all that is on a connection before a session: must never be
 * let in, cause an internal error, or cost a byte of memory once it has gone. Without a socket, so that a fuzzer can be thousands of
 * them in a second.
 *
 * <p>The first byte of an input is how it comes: its lowest three bits choose the {@link Way}, the next one whether the bytes come
 * one by one. The rest is what it says.
 */
public final class Stranger {
    private static final int WAYS = 7;
    private static final int ONE_BY_ONE = 8;
    private static final int ENOUGH = 20_000;
    private static final ScramKeys KEYS = ScramKeys.derive(new Secret("nobody knows it"));

    /** How one comes. */
    private enum Way {
        CLEAR,
        TLS_ALLOWED,
        TLS_REQUIRED,
        UNIX_SOCKET,
        LOAD_BALANCER,
        INSIDE_TLS,
        SCRAM,
        SCRAM_PLUS
    }

    private Stranger() {}

    /** Jazzer's entrance. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            meet(input);
        }
    }

    /** @throws AssertionError if anything is not as it must be */
    static void meet(byte[] input) {
        byte[] says = Arrays.copyOfRange(input, 1, Math.min(input.length, ENOUGH));
        boolean oneByOne = (input[0] & ONE_BY_ONE) != 0;
        switch (Way.values()[input[0] & WAYS]) {
            case CLEAR -> StrangersConnection.clear().say(says, oneByOne);
            case TLS_ALLOWED -> StrangersConnection.tlsAllowed().say(says, oneByOne);
            case TLS_REQUIRED -> StrangersConnection.tlsRequired().say(says, oneByOne);
            case UNIX_SOCKET -> StrangersConnection.unixSocket().say(says, oneByOne);
            case LOAD_BALANCER -> StrangersConnection.loadBalancer().say(says, oneByOne);
            case INSIDE_TLS -> StrangersConnection.tlsAllowed().encrypt().say(says, oneByOne);
            case SCRAM -> exchange(Optional.empty(), ScramExchange.PLAIN, says);
            case SCRAM_PLUS -> exchange(Optional.of(new byte[32]), ScramExchange.PLUS, says);
        }
    }

    /** Both messages of a client that can tell the nonce, which no fuzzer can on a connection; NUL parts them. */
    private static void exchange(Optional<byte[]> endPoint, String mechanism, byte[] says) {
        String[] messages = new String(says, UTF_8).split("\0", 2);
        ScramExchange exchange = new ScramExchange(KEYS, endPoint, "nonce");
        try {
            exchange.challenge(mechanism, messages[0]);
            if (messages.length == 2) {
                assertThat(exchange.verify(messages[1])).as("let in").isEmpty();
            }
        } catch (ClientError refused) {
            // As it should be.
        }
    }
}
