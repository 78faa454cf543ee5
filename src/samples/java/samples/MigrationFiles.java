package samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Files that a schema is made from. */
final class MigrationFiles {
    private MigrationFiles() {}

    /** A hash of all files under a folder of the class path, short enough for a key: another file, another schema. */
    static String hash(String folder) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Path root = Path.of(MigrationFiles.class.getResource("/" + folder).toURI());
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
