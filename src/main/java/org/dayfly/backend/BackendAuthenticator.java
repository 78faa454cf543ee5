package org.dayfly.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.exception.ScramException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.PasswordMessage;
import org.dayfly.protocol.TypedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a role to a server, by the method that the server asks for. Lives on the connection's event loop.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">PostgreSQL,
 *     start-up</a>
 */
final class BackendAuthenticator implements AuthenticationRequest.Visitor {
    private final BackendCredentials credentials;
    private final Optional<byte[]> endPoint;
    private final Consumer<TypedMessage> answer;
    private @Nullable ScramLogin scram;
    private boolean serverProven;
    private boolean done;

    /** @param endPoint the data that the proof is bound to, if the server has TLS: tls-server-end-point of RFC 5929 */
    BackendAuthenticator(BackendCredentials credentials, Optional<byte[]> endPoint, Consumer<TypedMessage> answer) {
        this.credentials = credentials;
        this.endPoint = endPoint;
        this.answer = answer;
    }

    /** Whether the server has accepted the role. */
    boolean done() {
        return done;
    }

    @Override
    public void ok() {
        if (scram != null && !serverProven) {
            throw new LoginFailedException("the server ended SCRAM without proving that it knows the password");
        }
        done = true;
    }

    @Override
    public void cleartextPassword() {
        answer.accept(PasswordMessage.password(password()));
    }

    @Override
    public void md5Password(AuthenticationRequest.Md5Password request) {
        byte[] salt = ByteBuffer.allocate(Integer.BYTES).putInt(request.salt()).array();
        String inner = md5((password() + credentials.role()).getBytes(UTF_8), new byte[0]);
        answer.accept(PasswordMessage.password("md5" + md5(inner.getBytes(UTF_8), salt)));
    }

    @Override
    public void sasl(AuthenticationRequest.Sasl request) {
        try {
            scram = ScramLogin.begin(password(), request.mechanisms(), endPoint);
        } catch (IllegalArgumentException e) {
            throw new LoginFailedException("the server offers no SASL mechanism that dayfly supports: "
                    + String.join(", ", request.mechanisms()));
        }
        answer.accept(scram.first());
    }

    @Override
    public void saslContinue(AuthenticationRequest.SaslContinue challenge) {
        try {
            answer.accept(
                    new PasswordMessage(exchange().answer(challenge.data()).getBytes(UTF_8)));
        } catch (ScramException e) {
            throw new LoginFailedException("the server's SCRAM challenge is unacceptable: " + e.getMessage());
        }
    }

    @Override
    public void saslFinal(AuthenticationRequest.SaslFinal proof) {
        try {
            exchange().verify(proof.data());
            serverProven = true;
        } catch (ScramException e) {
            throw new LoginFailedException("the server could not prove that it knows the password: " + e.getMessage());
        }
    }

    @Override
    public void unsupported(AuthenticationRequest.Unsupported request) {
        throw new LoginFailedException("the server asks for an authentication method that dayfly does not speak (code "
                + request.code() + "); let pg_hba.conf ask for scram-sha-256");
    }

    private String password() {
        return credentials
                .password()
                .map(Secret::value)
                .orElseThrow(() -> new LoginFailedException(
                        "the server asks for a password for role " + credentials.role() + ", and dayfly has none"));
    }

    private ScramLogin exchange() {
        if (scram == null) {
            throw new LoginFailedException("the server continued a SASL exchange that it had not begun");
        }
        return scram;
    }

    private static String md5(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(first);
            return HexFormat.of().formatHex(digest.digest(second));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
