package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of SCRAM-SHA-256. Takes and returns text, and knows no channel.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-7">RFC 5802, section 7, formal syntax</a>
 */
final class ScramExchange {
    static final String PLAIN = ScramMechanism.SCRAM_SHA_256.getName();

    /** The mechanism whose proof is bound to the TLS connection. */
    static final String PLUS = ScramMechanism.SCRAM_SHA_256_PLUS.getName();

    /** Optional extensions, which are ignored. */
    private static final String OPTIONAL = "(?:,[A-Za-z]=[^,\\x00]*)*";

    private static final String END_POINT = TlsServerEndpoint.TLS_SERVER_END_POINT;
    private static final String NONCE = "r=(?<nonce>[!-+\\--~]*)";
    private static final Pattern CLIENT_FIRST = Pattern.compile(
            "(?<gs2>(?<flag>[ny]|p=(?<type>[^,]*)),(?<authzid>a=[^,]*)?,)(?<bare>(?<mext>m=[^,]*,)?n=[^,\\x00]*,"
                    + NONCE + OPTIONAL + ")");
    private static final Pattern CLIENT_FINAL =
            Pattern.compile("(?<unproven>c=(?<gs2>[^,]*)," + NONCE + OPTIONAL + "),p=(?<proof>[^,]*)");
    private static final int NONCE_LENGTH = 24;

    private final ScramKeys keys;
    private final Optional<byte[]> endPoint;
    private final String serverNonce;
    private byte[] binding = new byte[0];
    private boolean bound;
    private String nonce = "";
    private String authMessage = "";

    /**
     * @param endPoint the data that the client may bind its proof to: tls-server-end-point of RFC 5929; empty if there
     *     is no TLS
     * @param serverNonce the server's part of the nonce, never used before
     */
    ScramExchange(ScramKeys keys, Optional<byte[]> endPoint, String serverNonce) {
        this.keys = keys;
        this.endPoint = endPoint;
        this.serverNonce = serverNonce;
    }

    static ScramExchange begin(ScramKeys keys, Optional<byte[]> endPoint, SecureRandom random) {
        return new ScramExchange(keys, endPoint, ScramFunctions.nonce(NONCE_LENGTH, random));
    }

    /** The mechanisms that the client may choose from, the best first. */
    List<String> mechanisms() {
        return endPoint.isPresent() ? List.of(PLUS, PLAIN) : List.of(PLAIN);
    }

    /**
     * Answers the client's first message with the challenge.
     *
     * @param mechanism the mechanism that the client chose
     * @throws ClientError 08P01 if the message is malformed, the mechanism was not offered, or the channel binding does
     *     not fit the mechanism; 0A000 if the client asks for another identity, or needs an extension
     */
    String challenge(String mechanism, String clientFirst) {
        if (!mechanisms().contains(mechanism)) {
            throw ClientError.of(
                    SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism");
        }
        Matcher first = CLIENT_FIRST.matcher(clientFirst);
        if (!first.matches()) {
            throw malformed();
        }
        bound = mechanism.equals(PLUS);
        binding = binding(first);
        if (first.group("authzid") != null) {
            throw unsupported("client uses authorization identity, but it is not supported");
        }
        if (first.group("mext") != null) {
            throw unsupported("client requires an unsupported SCRAM extension");
        }
        nonce = first.group("nonce") + serverNonce;
        String serverFirst =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(keys.salt()) + ",i=" + keys.iterations();
        authMessage = first.group("bare") + "," + serverFirst + ",";
        return serverFirst;
    }

    /** The data that the client's last message has to repeat: how the proof is bound, and to what. */
    private byte[] binding(Matcher first) {
        String flag = first.group("flag");
        String type = first.group("type");
        if (bound && type == null) {
            throw malformed("The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include channel "
                    + "binding data.");
        }
        if (!bound && type != null) {
            throw malformed(
                    "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel"
                            + " binding data.");
        }
        if (bound && !type.equals(END_POINT)) {
            throw ClientError.of(SqlState.PROTOCOL_VIOLATION, "unsupported SCRAM channel-binding type");
        }
        if (flag.equals("y") && endPoint.isPresent()) {
            // Somebody in between removed the mechanism from the server's offer.
            throw ClientError.of(SqlState.PROTOCOL_VIOLATION, "SCRAM channel binding negotiation error")
                    .withDetail("The client supports SCRAM channel binding but thinks the server does not. However, "
                            + "this server"
                            + " does support channel binding.");
        }
        byte[] header = first.group("gs2").getBytes(UTF_8);
        byte[] data = bound ? endPoint.orElseThrow() : new byte[0];
        byte[] all = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, all, header.length, data.length);
        return all;
    }

    /**
     * Checks the proof in the client's final message.
     *
     * @return the server's own proof; empty if the client's proof is wrong
     * @throws ClientError 08P01 if the message is malformed or belongs to another exchange; 28000 if the proof is bound
     *     to another connection
     */
    Optional<String> verify(String clientFinal) {
        Matcher last = CLIENT_FINAL.matcher(clientFinal);
        if (!last.matches() || !last.group("nonce").equals(nonce)) {
            throw malformed();
        }
        if (!last.group("gs2").equals(Base64.getEncoder().encodeToString(binding))) {
            throw bound
                    ? ClientError.of(SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "SCRAM channel binding check failed")
                    : malformed("Unexpected SCRAM channel-binding attribute in client-final-message.");
        }
        byte @Nullable [] proof = base64(last.group("proof"));
        if (proof == null || proof.length != keys.storedKey().length) {
            throw malformed();
        }
        ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_256;
        authMessage += last.group("unproven");
        if (!ScramFunctions.verifyClientProof(mechanism, proof, keys.storedKey(), authMessage)) {
            return Optional.empty();
        }
        byte[] signature = ScramFunctions.serverSignature(mechanism, keys.serverKey(), authMessage);
        return Optional.of("v=" + Base64.getEncoder().encodeToString(signature));
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ClientError unsupported(String message) {
        return ClientError.of(SqlState.FEATURE_NOT_SUPPORTED, message);
    }

    private static ClientError malformed(String detail) {
        return malformed().withDetail(detail);
    }

    private static ClientError malformed() {
        return ClientError.of(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message");
    }
}
