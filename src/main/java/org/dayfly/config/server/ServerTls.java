package org.dayfly.config.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.SslMode;

/**
 * How connections to a server are encrypted.
 *
 * @param roots a file of PEM with the certificates that may sign the server's certificate; empty: no such file
 * @param bySystem whether dayfly trusts the certificates that the JDK trusts
 */
public record ServerTls(SslMode mode, Optional<Path> roots, boolean bySystem) {
    /** Without encryption. */
    public static final ServerTls NONE = new ServerTls(SslMode.DISABLE, Optional.empty(), false);

    /** libpq's word for the certificates that the system trusts. */
    private static final String SYSTEM = "system";

    /** Reads the settings from the parameters of a URL. */
    static ServerTls of(ServerParameters parameters) {
        Optional<String> roots = parameters.get("sslrootcert").filter(text -> !text.isEmpty());
        boolean bySystem = roots.filter(SYSTEM::equals).isPresent();
        String word = parameters.get("sslmode").orElse(bySystem ? "verify-full" : "prefer");
        SslMode mode = SslMode.of(word)
                .orElseThrow(
                        () -> ServerUrl.refused("has an sslmode that PostgreSQL does not know; write disable, allow,"
                                + " prefer, require, verify-ca or verify-full"));
        if (bySystem && mode != SslMode.VERIFY_FULL) {
            throw ServerUrl.refused("has sslrootcert=system with sslmode=" + word
                    + ", which would accept a certificate of any host; write sslmode=verify-full");
        }
        return new ServerTls(mode, bySystem ? Optional.empty() : roots.map(ServerTls::file), bySystem);
    }

    private static Path file(String text) {
        Path path = PathText.read(text, why -> ServerUrl.refused("has an sslrootcert that " + why))
                .toAbsolutePath();
        if (!Files.isReadable(path)) {
            throw ServerUrl.refused(
                    "has the sslrootcert " + path + ", which can't be read; give the path of a file of PEM");
        }
        return path;
    }

    /** The same settings with a file of certificates for URLs that name none. */
    public ServerTls orRoots(Optional<Path> customary) {
        return bySystem || mode == SslMode.DISABLE ? this : new ServerTls(mode, roots.or(() -> customary), bySystem);
    }

    /**
     * The mode in effect. As in libpq, {@code require} verifies the server's certificate if there is a file of
     * certificates.
     */
    public SslMode effective() {
        return mode == SslMode.REQUIRE && roots.isPresent() ? SslMode.VERIFY_CA : mode;
    }
}
