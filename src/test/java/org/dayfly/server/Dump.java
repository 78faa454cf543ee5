package org.dayfly.server;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of SQL as another tool writes it. The first line names the database and the roles that the file needs.
 *
 * @param database the database with the content on the plain server; empty if the content is where the file is loaded
 * @param roles the roles that the file needs
 */
record Dump(String name, Path file, Optional<String> database, List<String> roles) {
    private static final Pattern DATABASE = Pattern.compile(" database=(\\S+)");
    private static final Pattern ROLES = Pattern.compile(" roles=(\\S+)");

    static List<Dump> all() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .map(Dump::of)
                    .toList();
        }
    }

    static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(Dump.class.getResource("dumps")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Dump of(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            String first = lines.findFirst().orElseThrow();
            return new Dump(
                    file.getFileName().toString().replace(".sql", ""),
                    file,
                    found(DATABASE, first),
                    found(ROLES, first)
                            .map(roles -> List.of(roles.split(",", -1)))
                            .orElse(List.of()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
