package org.dayfly.server.drop;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the whole servers that exist with those that the registry lists. After a crash, the registry may not know of
 * a server that was just begun. Waits for PostgreSQL.
 */
public final class StrayServers {
    private static final Logger log = LoggerFactory.getLogger(StrayServers.class);

    private static final Query<String> LISTED =
            new Query<>("SELECT name FROM registry.servers() AS name", row -> row.getString(1));

    private static final Query<Boolean> REST = new Query<>("SELECT true FROM registry.rest_servers()", row -> true);

    private final MaintenancePool pool;
    private final ServerTag tag;
    private final Optional<Instances> instances;

    public StrayServers(Registry registry) {
        this.pool = registry.pool();
        this.tag = registry.tag();
        this.instances = registry.instances();
    }

    /** Records that no session is open on any whole server. Only dayfly can reach them, and it has just started. */
    public void rest() throws SQLException {
        if (instances.isPresent()) {
            pool.with(REST::all);
        }
    }

    /**
     * Stops and deletes the servers that the registry does not list. Servers of another registry are stopped, and their
     * data are kept: the registry was lost, perhaps, because the data of the embedded server were set aside as damaged.
     */
    public void remove() throws SQLException {
        if (instances.isEmpty()) {
            return;
        }
        // The registry lists a server before its folder is made, and until its folder is deleted.
        Set<String> stray = new HashSet<>(instances.get().names());
        if (stray.isEmpty()) {
            return;
        }
        pool.with(LISTED::all).forEach(stray::remove);
        for (String name : stray) {
            try {
                if (isOfThisRegistry(name)) {
                    instances.get().remove(name);
                    log.info("server {} removed, which the registry does not list", name);
                } else {
                    log.warn(
                            "server {} is of a registry that is gone; its data stay in {} until somebody deletes them",
                            name,
                            instances.get().setAside(name));
                }
            } catch (ClusterException e) {
                log.warn("server {}, which the registry does not list, can't be removed: {}", name, e.getMessage());
            }
        }
    }

    private boolean isOfThisRegistry(String name) {
        return DatabaseName.parse(name).flatMap(DatabaseName::server).equals(Optional.of(tag));
    }
}
