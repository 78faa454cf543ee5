package org.dayfly.cluster.programs;

import java.nio.file.Path;

/** PostgreSQL's programs of one major version. */
public sealed interface ServerPrograms permits ServerArchive, ServerBinaries {
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
