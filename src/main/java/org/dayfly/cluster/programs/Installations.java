package org.dayfly.cluster.programs;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;

/** The versions of PostgreSQL that dayfly can run on this machine, besides the embedded server's own. */
public final class Installations {
    private final Map<Integer, Installation> byMajor = new TreeMap<>();

    /** @param isNamed whether the settings name it; otherwise it was found, and need not be usable */
    private record Installation(int major, Path home, boolean isNamed, Platform platform) {
        ServerPrograms programs() {
            ServerPrograms programs = ServerPrograms.at(home, platform);
            if (programs.major() != major) {
                throw new ClusterException((isNamed ? "embedded.versions has " : "") + home + " as version " + major
                        + ", and PostgreSQL there is version " + programs.major() + "; write: --set embedded.versions."
                        + programs.major() + "=" + home);
            }
            return programs;
        }

        /** The place in words. */
        String place() {
            try {
                return String.valueOf(programs() instanceof ServerBinaries binaries ? binaries.home() : home);
            } catch (ClusterException e) {
                return "not usable: " + e.getMessage();
            }
        }
    }

    /**
     * Creates the list.
     *
     * @param named installations by major version, each a folder or a jar
     * @param found more installations, which need not be usable; the named ones come first
     * @throws ClusterException if one of the named ones is no installation, or has another version
     */
    public Installations(Map<Integer, Path> named, Map<Integer, Path> found, Platform platform) {
        found.forEach((major, home) -> byMajor.put(major, new Installation(major, home, false, platform)));
        named.forEach((major, home) -> {
            Installation installation = new Installation(major, home, true, platform);
            installation.programs();
            byMajor.put(major, installation);
        });
    }

    /**
     * The installations of this machine.
     *
     * @param named those of the settings, by major version; the rest is found in the usual places
     * @throws ClusterException if one of the settings is no installation, or has another version
     */
    public static Installations of(Map<Integer, Path> named, Platform platform) {
        return new Installations(named, UsualPlaces.find(), platform);
    }

    /** The major versions, as in 16. */
    public SortedSet<Integer> majors() {
        return new TreeSet<>(byMajor.keySet());
    }

    /** The place of each version in words, or the reason why the version cannot be used there. */
    public SortedMap<Integer, String> places() {
        SortedMap<Integer, String> places = new TreeMap<>();
        byMajor.forEach((major, installation) -> places.put(major, installation.place()));
        return places;
    }

    /**
     * The programs of a version.
     *
     * @throws ClusterException if there are none, or they cannot be used
     */
    public ServerPrograms of(int major) {
        Installation installation = byMajor.get(major);
        if (installation == null) {
            throw new ClusterException("there is no PostgreSQL " + major
                    + " here; name an installation or a jar: --set embedded.versions." + major + "=FOLDER");
        }
        return installation.programs();
    }
}
