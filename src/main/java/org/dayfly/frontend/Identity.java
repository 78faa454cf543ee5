package org.dayfly.frontend;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.config.value.IoReason;
import org.dayfly.config.value.SettingsException;

/**
 * The key and the certificates by which dayfly proves its identity to clients.
 *
 * @param chain dayfly's own certificate first
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (?<kind>[A-Z ]*)PRIVATE KEY-----(?<base64>[^-]*)-----END");

    /**
     * Reads the identity from two PEM files.
     *
     * @throws SettingsException that says which file is wrong, and how to correct it
     */
    static Identity read(Path certificate, Path key) {
        List<X509Certificate> chain = certificates("tls.certificate", certificate);
        PublicKey its = chain.get(0).getPublicKey();
        String algorithm = its.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw refused(
                    "tls.certificate",
                    certificate,
                    "is for a key of type " + algorithm + "; use a certificate for an RSA or EC key");
        }
        Identity read = new Identity(privateKey(key, algorithm), chain);
        if (!fits(read.key, its, algorithm)) {
            throw refused(
                    "tls.key",
                    key,
                    "is not the key of the certificate in " + certificate + "; give the two that belong together");
        }
        return read;
    }

    /** Reads the certificates in a PEM file, at least one. */
    static List<X509Certificate> certificates(String setting, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> read = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!read.isEmpty()) {
                return read;
            }
        } catch (IOException e) {
            throw refused(setting, file, "can't be read (" + IoReason.of(e) + "); let dayfly's account read it");
        } catch (GeneralSecurityException e) {
            // Reported below, like a file without a certificate.
        }
        throw refused(
                setting, file, "holds no certificate in PEM; give one that has -----BEGIN CERTIFICATE----- in it");
    }

    private static PrivateKey privateKey(Path file, String algorithm) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw refused("tls.key", file, "can't be read (" + IoReason.of(e) + "); let dayfly's account read it");
        }
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            throw refused(
                    "tls.key",
                    file,
                    "holds no private key in PEM; give one that has -----BEGIN PRIVATE KEY----- in it");
        }
        if (!pem.group("kind").isEmpty()) {
            throw refused(
                    "tls.key",
                    file,
                    "holds a private key in the format " + pem.group("kind").strip()
                            + "; convert it to PKCS #8 without a passphrase: openssl pkcs8 -topk8 -nocrypt -in "
                            + "OLD -out NEW");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group("base64"));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused(
                    "tls.key",
                    file,
                    "holds no " + algorithm + " key, which the certificate is for; give the two that belong together");
        }
    }

    /** Whether the public key verifies a signature of the private key. */
    private static boolean fits(PrivateKey key, PublicKey its, String algorithm) {
        byte[] something = new byte[32];
        new SecureRandom().nextBytes(something);
        try {
            Signature signature = Signature.getInstance("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : algorithm));
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(its);
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static SettingsException refused(String setting, Path file, String why) {
        return new SettingsException(setting + ": " + file + " " + why);
    }

    /** When the certificate expires. */
    Instant expiry() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /**
     * The data that a client's proof can be bound to, so that nobody in between can pass the proof on. Empty if the
     * binding is not defined for the way in which the certificate is signed.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5929#section-4">RFC 5929, section 4, tls-server-end-point</a>
     */
    Optional<byte[]> endPoint() {
        try {
            return Optional.of(TlsServerEndpoint.getChannelBindingData(chain.get(0)))
                    .filter(data -> data.length > 0);
        } catch (CertificateEncodingException e) {
            return Optional.empty();
        }
    }
}
