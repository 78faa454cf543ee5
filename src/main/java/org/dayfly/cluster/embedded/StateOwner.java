package org.dayfly.cluster.embedded;

import java.nio.file.Path;
import java.util.Optional;
import org.dayfly.cluster.Platform;
import org.dayfly.config.EmbeddedSettings;

/** The state folder that settings name, and the process of the dayfly that uses it. */
public record StateOwner(Path folder) {
    /**
     * Finds the state folder of settings.
     *
     * @throws org.dayfly.cluster.ClusterException if this account has no home for a state folder
     */
    public static StateOwner of(EmbeddedSettings settings) {
        return new StateOwner(
                StateFolder.of(settings, Platform.here(), System.getenv()).path());
    }

    /**
     * Makes the folder if there is none, and returns it.
     *
     * @throws org.dayfly.cluster.ClusterException if the folder can't be made
     */
    public Path create() {
        StateFolder state = StateFolder.at(folder);
        state.refuseFile();
        state.create();
        return folder;
    }

    /** The process that uses the folder; empty: no process does. */
    public Optional<ProcessHandle> process() {
        return StateLock.holder(StateFolder.at(folder));
    }
}
