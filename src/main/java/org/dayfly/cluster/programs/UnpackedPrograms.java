package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.machine.FileMode;

/**
 * PostgreSQL's programs that an earlier start unpacked. Checks whether they are complete and whether others can change
 * them.
 */
public record UnpackedPrograms(Path home) {
    /** The file that lists all files of the programs. Each line is a size in bytes, a space and a name. */
    private static final String LIST = "files.dayfly";

    private static final Pattern LINE = Pattern.compile("(\\d+) (.+)");

    /** Whether dayfly unpacked the programs, and somebody else did not install them. */
    boolean areListed() {
        return Files.isRegularFile(home.resolve(LIST));
    }

    /** Writes the list of files, so that a later start can check whether all of them are there and whole. */
    void list() throws IOException {
        Path list = home.resolve(LIST);
        try (Stream<Path> files = Files.walk(home)) {
            List<String> lines = new ArrayList<>();
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                lines.add(Files.size(file) + " " + home.relativize(file));
            }
            Files.write(list, lines);
        }
        FileMode.set(list, "rw-r--r--");
    }

    /**
     * The first file that is missing or has another size. If an older dayfly wrote the list, or wrote none, this is the
     * list itself.
     */
    Optional<String> damaged() throws IOException {
        Path list = home.resolve(LIST);
        if (!Files.isRegularFile(list)) {
            return Optional.of(list + " is missing");
        }
        for (String line : Files.readAllLines(list)) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                return Optional.of(list + " has no sizes");
            }
            Path file = home.resolve(parts.group(2));
            long size = size(file);
            if (size < 0) {
                return Optional.of(file + " is missing");
            }
            if (size != Long.parseLong(parts.group(1))) {
                return Optional.of(file + " has " + size + " bytes instead of " + parts.group(1));
            }
        }
        return Optional.empty();
    }

    /** The size in bytes, by one question to the system; negative if there is no such file. */
    private static long size(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.size() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /**
     * The first file that another user than root and dayfly's own user can change, with its mode and owner. dayfly does
     * not run such programs.
     */
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
