package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where distributions put the installations of PostgreSQL, one folder for each major version. */
final class UsualPlaces {
    /** Debian, RHEL, Gentoo, Homebrew, MacPorts, Postgres.app, and the installers of EDB. */
    private static final List<Place> ALL = List.of(
            new Place("/usr/lib/postgresql", ""),
            new Place("/usr", "pgsql-"),
            new Place("/usr/lib64", "postgresql-"),
            new Place("/opt/homebrew/opt", "postgresql@"),
            new Place("/usr/local/opt", "postgresql@"),
            new Place("/home/linuxbrew/.linuxbrew/opt", "postgresql@"),
            new Place("/opt/local/lib", "postgresql"),
            new Place("/Applications/Postgres.app/Contents/Versions", ""),
            new Place("/Library/PostgreSQL", ""),
            new Place("C:/Program Files/PostgreSQL", ""));

    private static final Logger log = LoggerFactory.getLogger(UsualPlaces.class);

    private UsualPlaces() {}

    /**
     * A folder with one folder for each major version.
     *
     * @param prefix the text before the version in the name of the inner folder
     */
    record Place(String folder, String prefix) {
        OptionalInt major(Path entry) {
            String name = String.valueOf(entry.getFileName());
            String version = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            return version.matches("\\d{1,3}") ? OptionalInt.of(Integer.parseInt(version)) : OptionalInt.empty();
        }
    }

    /** The installations by major version. Looks only at names, and runs nothing. */
    static Map<Integer, Path> find() {
        return find(ALL);
    }

    /** @param places if two of them have the same version, the first counts */
    static Map<Integer, Path> find(List<Place> places) {
        Map<Integer, Path> found = new TreeMap<>();
        for (Place place : places) {
            Path folder = Path.of(place.folder());
            if (Files.isDirectory(folder)) {
                add(place, folder, found);
            }
        }
        return found;
    }

    private static void add(Place place, Path folder, Map<Integer, Path> found) {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(entry -> place.major(entry).ifPresent(major -> {
                if (ServerBinaries.isSupported(major)
                        && ServerBinaries.missing(entry).isEmpty()) {
                    found.putIfAbsent(major, entry);
                }
            }));
        } catch (IOException e) {
            log.debug("{} cannot be searched for PostgreSQL", folder, e);
        }
    }
}
