package org.dayfly.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.IoReason;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.Secret;
import org.dayfly.machine.SystemFamily;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which libpq keeps passwords, with lines of {@code host:port:database:role:password}.
 *
 * <p>dayfly reads the file itself, because sessions of the maintenance role need the password too, not only pgjdbc.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-pgpass.html">PostgreSQL, 32.16</a>
 */
record PasswordFile(Path path) {
    /** The database of the first maintenance connection. */
    private static final String DATABASE = "postgres";

    /**
     * Default folders of sockets. The build of libpq decides which folder libpq uses: PostgreSQL's source has the
     * first, most builds have the second.
     */
    private static final Set<String> DEFAULT_FOLDERS = Set.of("/tmp", "/var/run/postgresql");

    private static final int FIELDS = 5;
    private static final Logger log = LoggerFactory.getLogger(PasswordFile.class);

    static PasswordFile of(Map<String, String> environment, Platform platform) {
        String named = environment.getOrDefault("PGPASSFILE", "");
        if (!named.isEmpty()) {
            return new PasswordFile(path("PGPASSFILE", named));
        }
        return new PasswordFile(
                platform.family() == SystemFamily.WINDOWS
                        ? path("APPDATA", environment.getOrDefault("APPDATA", "."))
                                .resolve("postgresql/pgpass.conf")
                        : path("HOME", environment.getOrDefault("HOME", System.getProperty("user.home", ".")))
                                .resolve(".pgpass"));
    }

    private static Path path(String variable, String text) {
        return PathText.read(text, why -> new ClusterException(variable + " " + why));
    }

    /** The password of the first line that matches. */
    Optional<Secret> find(ServerUrl url) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            if (isOpenToOthers()) {
                log.warn("password file {} is not used, because others can read it; run: chmod 0600 {}", path, path);
                return Optional.empty();
            }
            return Files.readAllLines(path, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(PasswordFile::fields)
                    .filter(fields -> fields.size() == FIELDS && fits(fields, url))
                    .map(fields -> new Secret(fields.get(FIELDS - 1)))
                    .findFirst();
        } catch (IOException e) {
            throw new ClusterException(
                    "the password file " + path + " can't be read (" + IoReason.of(e) + "); correct or remove it", e);
        }
    }

    private boolean isOpenToOthers() throws IOException {
        if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
            return false;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        return mode.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"));
    }

    private static boolean fits(List<String> fields, ServerUrl url) {
        return fitsHost(fields.get(0), url)
                && fits(fields.get(1), Integer.toString(url.port()))
                && fits(fields.get(2), DATABASE)
                && fits(fields.get(3), url.role());
    }

    private static boolean fitsHost(String field, ServerUrl url) {
        boolean isDefault = url.isLocal() && DEFAULT_FOLDERS.contains(url.host());
        return fits(field, url.host()) || (isDefault && field.equals("localhost"));
    }

    private static boolean fits(String field, String value) {
        return field.equals("*") || field.equals(value);
    }

    /** Splits a line at colons. A backslash makes a colon or a backslash part of the field. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ':' && fields.size() < FIELDS - 1) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
