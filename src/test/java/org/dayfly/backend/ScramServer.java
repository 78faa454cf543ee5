package org.dayfly.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dayfly.protocol.ScramKeys;

/** The server's side of one SCRAM-SHA-256 exchange, by RFC 5802's own formulas. */
final class ScramServer {
    private final ScramKeys keys;
    private String clientFirst = "";
    private String serverFirst = "";

    ScramServer(ScramKeys keys) {
        this.keys = keys;
    }

    /** Answers the client's first message, which follows the name of the mechanism and a length. */
    String challenge(String initialResponse) {
        return challenge(initialResponse, keys.iterations());
    }

    String challenge(String initialResponse, int iterations) {
        clientFirst = initialResponse.substring(initialResponse.indexOf("n="));
        String nonce = clientFirst.substring(clientFirst.indexOf("r="));
        serverFirst = nonce + "fromTheServer,s=" + Base64.getEncoder().encodeToString(keys.salt()) + ",i=" + iterations;
        return serverFirst;
    }

    /** Checks the client's proof, and returns the server's proof. */
    String proof(String clientFinal) throws GeneralSecurityException {
        int at = clientFinal.lastIndexOf(",p=");
        String all = clientFirst + "," + serverFirst + "," + clientFinal.substring(0, at);
        byte[] clientKey = Base64.getDecoder().decode(clientFinal.substring(at + 3));
        byte[] signature = sign(keys.storedKey(), all);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        assertThat(MessageDigest.getInstance("SHA-256").digest(clientKey)).isEqualTo(keys.storedKey());
        return "v=" + Base64.getEncoder().encodeToString(sign(keys.serverKey(), all));
    }

    private static byte[] sign(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(US_ASCII));
    }
}
