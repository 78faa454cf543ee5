package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of SCRAM-SHA-256, text in and text out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-7">RFC 5802, section 7, formal syntax</a>
 */
final class ScramExchange {
    static final String MECHANISM = ScramMechanism.SCRAM_SHA_256.getName();

    /** Extensions, which nobody needs to know. */
    private static final String OPTIONAL = "(?:,[A-Za-z]=[^,\\x00]*)*";

    private static final String NONCE = "r=(?<nonce>[!-+\\--~]*)";
    private static final Pattern CLIENT_FIRST = Pattern.compile(
            "(?<gs2>[ny],(?<authzid>a=[^,]*)?,)(?<bare>(?<mext>m=[^,]*,)?n=[^,\\x00]*," + NONCE + OPTIONAL + ")");
    private static final Pattern CLIENT_FINAL =
            Pattern.compile("(?<unproven>c=(?<gs2>[^,]*)," + NONCE + OPTIONAL + "),p=(?<proof>[^,]*)");
    private static final int NONCE_LENGTH = 24;

    private final ScramKeys keys;
    private final String serverNonce;
    private String gs2Header = "";
    private String nonce = "";
    private String authMessage = "";

    /** @param serverNonce our part of the nonce, never used before */
    ScramExchange(ScramKeys keys, String serverNonce) {
        this.keys = keys;
        this.serverNonce = serverNonce;
    }

    static ScramExchange begin(ScramKeys keys, SecureRandom random) {
        return new ScramExchange(keys, ScramFunctions.nonce(NONCE_LENGTH, random));
    }

    /**
     * Answers the client's first message with the challenge.
     *
     * @throws ClientError 08P01 if it is none, or asks for a channel binding that was not offered; 0A000 if it wants to be
     *     somebody else, or needs an extension
     */
    String challenge(String clientFirst) {
        Matcher first = CLIENT_FIRST.matcher(clientFirst);
        if (!first.matches()) {
            throw malformed();
        }
        if (first.group("authzid") != null) {
            throw unsupported("client uses authorization identity, but it is not supported");
        }
        if (first.group("mext") != null) {
            throw unsupported("client requires an unsupported SCRAM extension");
        }
        gs2Header = first.group("gs2");
        nonce = first.group("nonce") + serverNonce;
        String serverFirst =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(keys.salt()) + ",i=" + keys.iterations();
        authMessage = first.group("bare") + "," + serverFirst + ",";
        return serverFirst;
    }

    /**
     * Checks the proof in the client's final message.
     *
     * @return our own proof; empty if the client's is wrong
     * @throws ClientError 08P01 if it is no such message, or belongs to another exchange
     */
    Optional<String> verify(String clientFinal) {
        Matcher last = CLIENT_FINAL.matcher(clientFinal);
        if (!last.matches()
                || !last.group("nonce").equals(nonce)
                || !last.group("gs2").equals(Base64.getEncoder().encodeToString(gs2Header.getBytes(UTF_8)))) {
            throw malformed();
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

    private static ClientError malformed() {
        return ClientError.of(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message");
    }
}
