package org.dayfly.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings that each maintenance session starts with, whatever the defaults of the server, the database and the
 * role are.
 *
 * <p>They travel in the startup message: there they win over postgresql.conf, ALTER DATABASE and ALTER ROLE, and RESET
 * returns to them. Which version the server has is learned from the first connection. Safe for use by any thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/config-setting.html">PostgreSQL, 19.1 Setting Parameters</a>
 */
final class MaintenanceSettings {
    /** Names and values that servers from 14 on know, and that a role without privileges may set. */
    private static final Map<String, String> ALWAYS = Map.ofEntries(
            // Statements are written for READ COMMITTED: stricter levels fail with 40001 instead of waiting.
            Map.entry("default_transaction_isolation", "read committed"),
            Map.entry("default_transaction_read_only", "off"),
            Map.entry("default_transaction_deferrable", "off"),
            // What dayfly wrote down outlives a killed server; only the work of its guests may be lost with one.
            Map.entry("synchronous_commit", "on"),
            Map.entry("statement_timeout", "0"),
            Map.entry("lock_timeout", "0"),
            Map.entry("idle_in_transaction_session_timeout", "0"),
            // Locks of these sessions tell other proxies that this one lives.
            Map.entry("idle_session_timeout", "0"),
            // No function, operator or table of a tenant is ever meant by a name.
            Map.entry("search_path", "pg_catalog"),
            Map.entry("role", "none"),
            Map.entry("row_security", "on"),
            Map.entry("default_tablespace", ""),
            Map.entry("standard_conforming_strings", "on"),
            Map.entry("IntervalStyle", "postgres"),
            // The server notices within a minute that this host is gone, and gives the locks of its sessions up.
            Map.entry("tcp_keepalives_idle", "30"),
            Map.entry("tcp_keepalives_interval", "10"),
            Map.entry("tcp_keepalives_count", "3"));

    private static final int KNOWS_TRANSACTION_TIMEOUT = 17;
    private static final String UNDEFINED_OBJECT = "42704";

    private volatile boolean newer;

    /** Opens a connection with given options, as PGOPTIONS has them. */
    @FunctionalInterface
    interface Opening {
        Connection with(String options) throws SQLException;
    }

    /** Opens a connection with these settings: twice for the first one to a server that knows more of them. */
    Connection open(Opening opening) throws SQLException {
        if (newer) {
            try {
                return opening.with(options() + " -c transaction_timeout=0");
            } catch (SQLException e) {
                if (!UNDEFINED_OBJECT.equals(e.getSQLState())) {
                    throw e;
                }
                // Another server answers at that address now, an older one.
                newer = false;
            }
        }
        Connection connection = opening.with(options());
        if (connection.getMetaData().getDatabaseMajorVersion() < KNOWS_TRANSACTION_TIMEOUT) {
            return connection;
        }
        connection.close();
        newer = true;
        return open(opening);
    }

    /** Those that every server knows. */
    static String options() {
        return ALWAYS.entrySet().stream()
                .map(entry -> "-c " + entry.getKey() + "=" + entry.getValue().replace(" ", "\\ "))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
