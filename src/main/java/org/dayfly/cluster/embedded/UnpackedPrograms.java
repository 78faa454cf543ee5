package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** PostgreSQL's programs as an earlier start unpacked them, or as somebody has changed them since. */
record UnpackedPrograms(Path home) {
    /** Lists the files that belong there. */
    private static final String LIST = "files.dayfly";

    /** Writes down what is there, so that it can be seen later whether that is whole. */
    void list() throws IOException {
        Path list = home.resolve(LIST);
        try (Stream<Path> files = Files.walk(home)) {
            List<String> lines = new ArrayList<>();
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                lines.add(home.relativize(file).toString());
            }
            Files.write(list, lines);
        }
        FileTree.setMode(list, "rw-r--r--");
    }

    /** The first file that is not there; the list itself, where an older dayfly wrote none. */
    Optional<String> lacking() throws IOException {
        Path list = home.resolve(LIST);
        if (!Files.isRegularFile(list)) {
            return Optional.of(list + " is missing");
        }
        for (String line : Files.readAllLines(list)) {
            Path file = home.resolve(line);
            if (!Files.isRegularFile(file)) {
                return Optional.of(file + " is missing");
            }
        }
        return Optional.empty();
    }

    /** The first file that others than root and we can change, and how it is; programs are not run then. */
    Optional<String> changeable() throws IOException {
        Set<Integer> owners = Set.copyOf(
                FileStatus.ownUid().map(uid -> List.of(uid, FileStatus.ROOT)).orElse(List.of()));
        Optional<String> itself = changeable(home, owners);
        if (itself.isPresent()) {
            return itself;
        }
        try (Stream<Path> files = Files.walk(home.toRealPath())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Optional<String> found = changeable(file, owners);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> changeable(Path file, Set<Integer> owners) throws IOException {
        return FileStatus.of(file)
                .filter(status -> !owners.isEmpty())
                .filter(status -> status.othersMayWrite() || !owners.contains(status.uid()))
                .map(status -> file + " has mode " + status.permissions() + " and belongs to uid " + status.uid());
    }
}
