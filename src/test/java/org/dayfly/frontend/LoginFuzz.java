package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;

/**
 * A client without a password, which sends any bytes to dayfly before a session. It must never be let in, cause an
 * internal error, or leave memory that is not released. There is no socket, so a fuzzer can run thousands of inputs in
 * a second.
 *
 * <p>The first byte of an input chooses the connection. Its lowest three bits choose the {@link Way}. The next bit
 * chooses whether the bytes arrive one by one. The rest of the input is what the client sends.
 */
public final class LoginFuzz {
    private static final int WAYS = 7;
    private static final int ONE_BY_ONE = 8;
    private static final int ENOUGH = 20_000;
    private static final ScramKeys KEYS = ScramKeys.derive(new Secret("nobody knows it"));

    /** How the client connects. */
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

    private LoginFuzz() {}

    /** The entry point for Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            run(input);
        }
    }

    /** @throws AssertionError if the client is let in, dayfly fails, or memory is not released */
    static void run(byte[] input) {
        byte[] says = Arrays.copyOfRange(input, 1, Math.min(input.length, ENOUGH));
        boolean oneByOne = (input[0] & ONE_BY_ONE) != 0;
        switch (Way.values()[input[0] & WAYS]) {
            case CLEAR -> FuzzedConnection.clear().say(says, oneByOne);
            case TLS_ALLOWED -> FuzzedConnection.tlsAllowed().say(says, oneByOne);
            case TLS_REQUIRED -> FuzzedConnection.tlsRequired().say(says, oneByOne);
            case UNIX_SOCKET -> FuzzedConnection.unixSocket().say(says, oneByOne);
            case LOAD_BALANCER -> FuzzedConnection.loadBalancer().say(says, oneByOne);
            case INSIDE_TLS -> FuzzedConnection.tlsAllowed().encrypt().say(says, oneByOne);
            case SCRAM -> exchange(Optional.empty(), ScramExchange.PLAIN, says);
            case SCRAM_PLUS -> exchange(Optional.of(new byte[32]), ScramExchange.PLUS, says);
        }
    }

    /**
     * Runs the exchange with both messages of a client; a NUL separates the messages. The nonce is fixed, because no
     * fuzzer can guess the nonce of a connection.
     */
    private static void exchange(Optional<byte[]> endPoint, String mechanism, byte[] says) {
        String[] messages = new String(says, UTF_8).split("\0", 2);
        ScramExchange exchange = new ScramExchange(KEYS, endPoint, "nonce");
        try {
            exchange.challenge(mechanism, messages[0]);
            if (messages.length == 2) {
                assertThat(exchange.verify(messages[1])).as("let in").isEmpty();
            }
        } catch (ClientError refused) {
            // A refusal is correct.
        }
    }
}
