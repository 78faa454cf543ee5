package org.dayfly.backend;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import java.util.List;
import org.dayfly.protocol.SaslInitialResponse;

/**
 * The client's side of SCRAM-SHA-256: proves the password, and that the server knows it too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 */
final class ScramLogin {
    /** A server may not make its clients work for ever. */
    private static final int MAX_ITERATIONS = 100_000;

    private final ScramClient client;

    private ScramLogin(ScramClient client) {
        this.client = client;
    }

    /**
     * Begins an exchange.
     *
     * @throws IllegalArgumentException if the server offers no mechanism that is spoken here
     */
    static ScramLogin begin(String password, List<String> mechanisms) {
        // The role was named in the startup message; PostgreSQL ignores the name here.
        return new ScramLogin(ScramClient.builder()
                .advertisedMechanisms(mechanisms)
                .username("*")
                .password(password.toCharArray())
                .build());
    }

    SaslInitialResponse first() {
        return new SaslInitialResponse(
                client.getScramMechanism().getName(),
                client.clientFirstMessage().toString());
    }

    /** Answers the challenge. */
    String answer(String challenge) throws ScramException {
        ServerFirstMessage first = client.serverFirstMessage(challenge);
        if (first.getIterationCount() > MAX_ITERATIONS) {
            throw new ScramException("the server asks for " + first.getIterationCount() + " iterations");
        }
        return client.clientFinalMessage().toString();
    }

    /** Checks the server's own proof. */
    void verify(String proof) throws ScramException {
        client.serverFinalMessage(proof);
    }
}
