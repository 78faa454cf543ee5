package org.dayfly.cluster.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.Installations;
import org.dayfly.cluster.programs.ServerPrograms;
import org.dayfly.config.EmbeddedSettings;

/** Looks, before a start, at what an embedded server would be. */
public final class EmbeddedInspection {
    private EmbeddedInspection() {}

    /**
     * The server's version, and where it is kept or would be kept. Nothing is started or made.
     *
     * @throws ClusterException if the server can't be kept there, or if there is no server for this platform
     */
    public static String server(EmbeddedSettings settings) {
        Platform platform = Platform.here();
        int major = ServerPrograms.of(settings.home(), platform).major();
        StateFolder folder = StateFolder.of(settings, platform, System.getenv());
        folder.refuseOddName();
        folder.directory().refuseFile();
        Path there = folder.directory().existing();
        new DataDirectory(folder.data()).refuseForeign(major);
        if (!Files.isWritable(there)) {
            throw new ClusterException("the state folder " + folder.path() + " can't be made or written to, as " + there
                    + " can't be written to; choose another one: --set embedded.directory=FOLDER");
        }
        return EmbeddedCluster.name(major, folder.path())
                + (Postmaster.running(folder.data()).isPresent() ? ", where it runs" : "");
    }

    /**
     * The major versions of the whole servers that clients can have, with the places of those that do not come with the
     * embedded server. Nothing is started or made.
     *
     * @throws ClusterException if an installation that the settings name cannot be used
     */
    public static SortedMap<Integer, String> versions(EmbeddedSettings settings) {
        Platform platform = Platform.here();
        SortedMap<Integer, String> places =
                Installations.of(settings.versions(), platform).places();
        places.put(ServerPrograms.of(settings.home(), platform).major(), "");
        return places;
    }
}
