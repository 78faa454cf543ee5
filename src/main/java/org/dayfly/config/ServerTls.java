package org.dayfly.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How connections to a server are encrypted.
 *
 * @param roots certificates of those who may sign the server's, as PEM; empty: as the system or nobody says
 * @param bySystem whether those are trusted that the JDK trusts
 */
public record ServerTls(SslMode mode, Optional<Path> roots, boolean bySystem) {
    /** In clear. */
    public static final ServerTls NONE = new ServerTls(SslMode.DISABLE, Optional.empty(), false);

    /** libpq's word for what the system trusts. */
    private static final String SYSTEM = "system";

    /** Reads it from the parameters of a URL. */
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
                    + ", by which anybody's certificate would do; write sslmode=verify-full");
        }
        return new ServerTls(mode, bySystem ? Optional.empty() : roots.map(ServerTls::file), bySystem);
    }

    private static Path file(String text) {
        Path path;
        try {
            path = Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw ServerUrl.refused("has an sslrootcert that is no path of this system; give that of a file of PEM");
        }
        if (!Files.isReadable(path)) {
            throw ServerUrl.refused(
                    "has the sslrootcert " + path + ", which can't be read; give the path of a file of PEM");
        }
        return path;
    }

    /** The same with certificates that are used where the URL names none. */
    public ServerTls orRoots(Optional<Path> customary) {
        return bySystem || mode == SslMode.DISABLE ? this : new ServerTls(mode, roots.or(() -> customary), bySystem);
    }

    /** The mode as it comes out: where there are certificates to tell by, as libpq has it, {@code require} tells by them. */
    public SslMode effective() {
        return mode == SslMode.REQUIRE && roots.isPresent() ? SslMode.VERIFY_CA : mode;
    }
}
