package org.dayfly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates in src/test/resources/tls. A README there describes each. */
public final class TestCertificates {
    private TestCertificates() {}

    /** The path of one of the files. */
    public static Path file(String name) {
        return Path.of("src/test/resources/tls", name).toAbsolutePath();
    }

    /** Settings with which dayfly shows a certificate. */
    public static String[] shown(String mode, String name) {
        return new String[] {
            "tls.mode=" + mode, "tls.certificate=" + file(name + ".pem"), "tls.key=" + file(name + ".key")
        };
    }

    /** Properties with which a driver verifies the server, and more as alternating names and values. */
    public static Map<String, String> verifying(String... more) {
        Map<String, String> properties = new HashMap<>(
                Map.of("sslmode", "verify-ca", "sslrootcert", file("ca.pem").toString()));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    /** The TLS context of a client that trusts the certificate authority of the tests. */
    public static SSLContext trusting(String version) {
        try (InputStream in = Files.newInputStream(file("ca.pem"))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance(version);
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
