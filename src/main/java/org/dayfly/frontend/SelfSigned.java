package org.dayfly.frontend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.dayfly.config.value.SettingsException;

/** Makes a self-signed {@link Identity} for a quick try, with the JDK's own keytool. */
final class SelfSigned {
    private static final String ALIAS = "dayfly";
    private static final String PASSWORD = "DAYFLY_STORE";
    private static final int PASSWORD_BYTES = 16;

    private SelfSigned() {}

    /** Makes an identity. Takes most of a second. */
    static Identity make() {
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        try {
            Path folder = Files.createTempDirectory("dayfly-tls-");
            Path store = folder.resolve("store");
            try {
                return make(store, HexFormat.of().formatHex(password));
            } finally {
                Files.deleteIfExists(store);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException("tls.self-signed is true, but no certificate could be made (" + e.getMessage()
                    + "); run dayfly with a JDK that has keytool, or set tls.certificate and tls.key");
        }
    }

    private static Identity make(Path store, String password) throws IOException, GeneralSecurityException {
        ProcessBuilder command = new ProcessBuilder(
                        keytool().toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "825",
                        "-dname",
                        "CN=dayfly",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1,ip:::1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass:env",
                        PASSWORD)
                .redirectErrorStream(true);
        command.environment().put(PASSWORD, password);
        Process process = command.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, password.toCharArray());
        }
        return new Identity((PrivateKey) made.getKey(ALIAS, password.toCharArray()), List.of((X509Certificate)
                made.getCertificate(ALIAS)));
    }

    private static Path keytool() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "keytool.exe" : "keytool");
    }
}
