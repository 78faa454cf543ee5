package org.dayfly.cluster.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.Installations;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of PostgreSQL that whole servers can have: the version of the embedded server with its programs, and the
 * others that this machine has. Programs are unpacked, and checked, when a client first asks for their version.
 *
 * @param folder the folder of all instances
 * @param own the programs of the embedded server
 */
record InstanceVersions(
        Path folder,
        ServerBinaries own,
        ServerAccount account,
        Installations installations,
        InstanceSettings settings,
        Map<Integer, PreparedInstance> used) {
    private static final Logger log = LoggerFactory.getLogger(InstanceVersions.class);

    InstanceVersions(
            Path folder,
            ServerBinaries own,
            ServerAccount account,
            Installations installations,
            InstanceSettings settings) {
        this(folder, own, account, installations, settings, new ConcurrentHashMap<>());
    }

    /** The major versions. */
    SortedSet<Integer> majors() {
        SortedSet<Integer> majors = new TreeSet<>(installations.majors());
        majors.add(own.major());
        return majors;
    }

    /**
     * What instances of a version are copies of.
     *
     * @throws org.dayfly.cluster.ClusterException if this machine does not have the version, or cannot run it
     */
    PreparedInstance of(int major) {
        return used.computeIfAbsent(major, wanted -> new PreparedInstance(folder, binaries(wanted), account, settings));
    }

    /**
     * The programs for an instance that was made before. If its version is no longer here, these programs can stop the
     * instance, but not start it.
     */
    ServerBinaries binariesFor(Path instance) {
        int major = Instance.major(instance);
        try {
            return major == 0 ? own : of(major).binaries();
        } catch (ClusterException e) {
            log.debug("the whole server in {} cannot be started", instance, e);
            return own;
        }
    }

    private ServerBinaries binaries(int major) {
        if (major == own.major()) {
            return own;
        }
        // Beside the instances, because the embedded server's start removes the programs that it does not need itself.
        ServerBinaries binaries = installations.of(major).unpackUnder(folder);
        binaries.refuseUnreachable(account);
        return binaries;
    }
}
