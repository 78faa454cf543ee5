package org.dayfly;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;

/** What there is of whole servers: in the registry, in the state folder, among the processes, and in shared memory. */
final class ServerInventory {
    private final ServedFolder folder;
    private final Map<String, Set<String>> memory = new HashMap<>();

    ServerInventory(ServedFolder folder) {
        this.folder = folder;
    }

    /** Remembers the shared memory of the servers that run now. */
    void look() {
        for (String name : folder.instances()) {
            memory.computeIfAbsent(name, its -> new HashSet<>()).addAll(SharedMemory.of(folder.instance(name)));
        }
    }

    /** Waits until the registry lists all there is, and all that the registry lists is whole. */
    void agrees() throws Exception {
        Eventually.sees("the registry lists all there is of whole servers", List.of(), this::differences);
    }

    private List<String> differences() throws SQLException, IOException {
        List<String> differences = new ArrayList<>();
        Set<String> listed;
        try (Cluster cluster = folder.cluster();
                Connection registry = cluster.connect("dayfly")) {
            LeaseRows servers = RegistryProbe.in(registry).all().ofKind("server");
            listed = Set.copyOf(servers.names());
            add(
                    differences,
                    "unfinished",
                    servers.inState("creating", "reclaiming").names(),
                    Set.of());
        }
        add(differences, "without a folder", listed, folder.instances());
        add(differences, "folder", folder.instances(), listed);
        add(differences, "folder of a socket", folder.sockets(), listed);
        add(differences, "processes", folder.runningInstances(), listed);
        Set<String> memoryOfOthers = new HashSet<>();
        memory.forEach((name, its) -> memoryOfOthers.addAll(listed.contains(name) ? Set.of() : its));
        memoryOfOthers.retainAll(SharedMemory.all());
        add(differences, "shared memory", memoryOfOthers, Set.of());
        if (folder.prepared().size() > 1) {
            differences.add("prepared: " + folder.prepared());
        }
        return differences;
    }

    private static void add(
            List<String> differences, String what, Collection<String> there, Collection<String> expected) {
        Set<String> more = new HashSet<>(there);
        more.removeAll(expected);
        if (!more.isEmpty()) {
            differences.add(what + ": " + more);
        }
    }
}
