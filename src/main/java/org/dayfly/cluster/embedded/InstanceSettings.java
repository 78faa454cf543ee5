package org.dayfly.cluster.embedded;

import java.util.Map;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.UnixEndpoint;

/**
 * The settings of whole servers: as those of the embedded server, but small, and with logical replication.
 *
 * @param superuser whether clients are superusers
 */
public record InstanceSettings(boolean superuser, Platform platform) {
    /** Sessions of clients on one instance. */
    private static final int SESSIONS = 100;

    private static final Map<String, String> SMALL = Map.of(
            "shared_buffers", "8MB",
            "wal_level", "logical",
            "max_wal_senders", "10",
            "max_replication_slots", "10",
            "max_logical_replication_workers", "4",
            "max_wal_size", "256MB",
            "min_wal_size", "2MB",
            "autovacuum_naptime", "1min");

    /** The text of the settings file of one instance. */
    String text(UnixEndpoint socket, Postmaster postmaster) {
        return new ServerSettings(SESSIONS, SMALL)
                .text(socket, postmaster.data(), platform, postmaster.binaries().major());
    }
}
