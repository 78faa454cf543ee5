package org.dayfly.cluster.embedded;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Endpoint;
import org.dayfly.cluster.Platform;
import org.dayfly.machine.SystemFamily;

/**
 * The embedded server's settings. They favour speed, because no data on this server has to survive a crash of the
 * machine.
 *
 * @param sessions the largest number of sessions of clients at the same time; 0: no limit
 * @param overlay the operator's settings, which win
 */
public record ServerSettings(int sessions, Map<String, String> overlay) {
    /**
     * Connections that are not for clients: for the maintenance pool, for an operator, and PostgreSQL's reserve for
     * superusers.
     */
    private static final int HEADROOM = 30;

    private static final int UNLIMITED = 2000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /**
     * Settings that only dayfly may set: where the server listens, where its files are, and the language of its log.
     */
    private static final Set<String> OURS = Set.of(
            "listen_addresses",
            "port",
            "unix_socket_directories",
            "unix_socket_permissions",
            "cluster_name",
            "data_directory",
            "config_file",
            "hba_file",
            "ident_file",
            "external_pid_file",
            "lc_messages");

    public ServerSettings {
        for (String name : overlay.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new ClusterException("embedded.settings: " + name + " is not the name of a PostgreSQL setting");
            }
            if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new ClusterException("embedded.settings: " + name + " is set by dayfly itself; remove it");
            }
        }
    }

    /** The text of the settings file. Equal settings give equal text. */
    String text(Endpoint endpoint, Path data, Platform platform, int major) {
        Map<String, String> settings = new TreeMap<>(own(major));
        settings.putAll(endpoint.settings());
        settings.put("cluster_name", ServerProcess.clusterName(data));
        if (platform.family() != SystemFamily.WINDOWS) {
            // A backend whose client vanished during a long query ends within seconds. Windows does not have this
            // check.
            settings.put("client_connection_check_interval", "2s");
        }
        settings.putAll(overlay);
        StringBuilder text = new StringBuilder("# Written by dayfly at each start; set embedded.settings instead.\n");
        settings.forEach((name, value) ->
                text.append(name).append(" = ").append(quoted(value)).append('\n'));
        return text.toString();
    }

    private Map<String, String> own(int major) {
        Map<String, String> settings = new TreeMap<>(throwaway());
        settings.put("max_connections", Integer.toString((sessions == 0 ? UNLIMITED : sessions) + HEADROOM));
        // The value is small because every DROP DATABASE searches these buffers. The system's page cache does the rest.
        settings.put("shared_buffers", "32MB");
        settings.put("huge_pages", "off");
        // There is no replication, and reads come from the page cache. These processes would only take memory.
        settings.put("max_logical_replication_workers", "0");
        // The launcher visits each database once in this time. With hundreds of databases and a shorter time, the
        // launcher would never rest.
        settings.put("autovacuum_naptime", "3min");
        settings.put("autovacuum_max_workers", "2");
        if (major >= 18) {
            settings.put("io_method", "sync");
            settings.put("autovacuum_worker_slots", "2");
        }
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        // dayfly judges a failed start by the server's messages, so they must be in English.
        settings.put("lc_messages", "C");
        settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
        // Clients see their own errors, and their statements may hold passwords. So the log does not repeat either.
        settings.put("log_min_messages", "log");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_checkpoints", "off");
        settings.put("log_autovacuum_min_duration", "-1");
        return settings;
    }

    private static Map<String, String> throwaway() {
        return Map.of(
                "fsync", "off",
                "synchronous_commit", "off",
                "full_page_writes", "off",
                "wal_level", "minimal",
                "max_wal_senders", "0",
                "wal_init_zero", "off",
                "wal_recycle", "off",
                "min_wal_size", "32MB",
                "max_wal_size", "1GB",
                "checkpoint_timeout", "30min");
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n") + "'";
    }
}
