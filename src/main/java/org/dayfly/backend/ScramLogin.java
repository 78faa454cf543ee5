package org.dayfly.backend;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.util.List;
import java.util.Optional;
import org.dayfly.protocol.SaslInitialResponse;

/**
 * The client's side of SCRAM-SHA-256: proves the password, and checks that the server knows the password too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 */
final class ScramLogin {
    /** A server may not make dayfly compute for ever. */
    private static final int MAX_ITERATIONS = 100_000;

    private final ScramClient client;

    private ScramLogin(ScramClient client) {
        this.client = client;
    }

    /**
     * Begins an exchange.
     *
     * @param endPoint the data that the proof is bound to, if the server supports that: tls-server-end-point; empty if
     *     there is no TLS
     * @throws IllegalArgumentException if the server offers no mechanism that dayfly speaks
     */
    static ScramLogin begin(String password, List<String> mechanisms, Optional<byte[]> endPoint) {
        // The startup message has named the role. PostgreSQL ignores the name in SCRAM.
        ScramClient.FinalBuildStage client = ScramClient.builder()
                .advertisedMechanisms(mechanisms)
                .username("*")
                .password(password.toCharArray());
        endPoint.ifPresent(data -> client.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, data));
        return new ScramLogin(client.build());
    }

    SaslInitialResponse first() {
        return new SaslInitialResponse(
                client.getScramMechanism().getName(),
                client.clientFirstMessage().toString());
    }

    /** Answers the server's challenge. */
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
