package org.dayfly.cluster.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.config.EmbeddedSettings;

/**
 * The settings of whole servers: as those of the embedded server, but small, and with logical replication.
 *
 * @param superuser whether clients are superusers
 * @param extensions the extensions that each database has from the start
 * @param libraries the operator's settings about libraries that the server loads, and the settings of these libraries
 */
public record InstanceSettings(
        boolean superuser, Platform platform, List<String> extensions, Map<String, String> libraries) {
    /** The settings about libraries, and the place of extensions in PostgreSQL 18. */
    private static final Set<String> OF_LIBRARIES = Set.of(
            "shared_preload_libraries",
            "session_preload_libraries",
            "local_preload_libraries",
            "dynamic_library_path",
            "extension_control_path");

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

    /** Whole servers without extensions. */
    public InstanceSettings(boolean superuser, Platform platform) {
        this(superuser, platform, List.of(), Map.of());
    }

    public InstanceSettings {
        extensions = List.copyOf(extensions);
        libraries = Map.copyOf(libraries);
    }

    /** Only the settings of libraries count, because all other settings are chosen for one large server. */
    static InstanceSettings of(EmbeddedSettings settings, List<String> extensions, Platform platform) {
        Map<String, String> libraries = new HashMap<>(settings.settings());
        libraries
                .keySet()
                .removeIf(name -> !name.contains(".") && !OF_LIBRARIES.contains(name.toLowerCase(Locale.ROOT)));
        return new InstanceSettings(settings.superuser(), platform, extensions, libraries);
    }

    /** The text of the settings file of one instance. */
    String text(UnixEndpoint socket, Postmaster postmaster) {
        Map<String, String> all = new HashMap<>(SMALL);
        all.putAll(libraries);
        return new ServerSettings(SESSIONS, all)
                .text(socket, postmaster.data(), platform, postmaster.binaries().major());
    }
}
