package org.dayfly.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings that each maintenance session starts with. They replace the defaults of the server, the database and the
 * role.
 *
 * <p>The settings are sent in the startup message. There they win over postgresql.conf, ALTER DATABASE and ALTER ROLE,
 * and RESET returns to them. The first connection tells which version the server has. Any thread may use this object.
 *
 * @see <a href="https://www.postgresql.org/docs/current/config-setting.html">PostgreSQL, 19.1 Setting Parameters</a>
 */
final class MaintenanceSettings {
    /** Settings that servers from version 14 on know, and that a role without privileges may set. */
    private static final Map<String, String> ALWAYS = Map.ofEntries(
            // dayfly's statements are written for READ COMMITTED. Stricter levels fail with 40001 instead of waiting.
            Map.entry("default_transaction_isolation", "read committed"),
            Map.entry("default_transaction_read_only", "off"),
            Map.entry("default_transaction_deferrable", "off"),
            // dayfly's own records must survive a server that is killed. Only the data of clients may be lost then.
            Map.entry("synchronous_commit", "on"),
            Map.entry("statement_timeout", "0"),
            Map.entry("lock_timeout", "0"),
            Map.entry("idle_in_transaction_session_timeout", "0"),
            // The locks of these sessions tell other proxies that this proxy is alive.
            Map.entry("idle_session_timeout", "0"),
            // A name in dayfly's SQL must never find a function, operator or table that a client made.
            Map.entry("search_path", "pg_catalog"),
            Map.entry("role", "none"),
            Map.entry("row_security", "on"),
            Map.entry("default_tablespace", ""),
            Map.entry("standard_conforming_strings", "on"),
            Map.entry("IntervalStyle", "postgres"),
            // The server notices within a minute that this host is gone, and releases the locks of its sessions.
            Map.entry("tcp_keepalives_idle", "30"),
            Map.entry("tcp_keepalives_interval", "10"),
            Map.entry("tcp_keepalives_count", "3"));

    private static final int KNOWS_TRANSACTION_TIMEOUT = 17;
    private static final String UNDEFINED_OBJECT = "42704";

    private volatile boolean newer;

    /** Opens a connection with the given options, in the form of PGOPTIONS. */
    @FunctionalInterface
    interface Opening {
        Connection with(String options) throws SQLException;
    }

    /**
     * Opens a connection with these settings. The first connection to a newer server is opened a second time, with the
     * settings that only newer servers know.
     */
    Connection open(Opening opening) throws SQLException {
        if (newer) {
            try {
                return opening.with(options() + " -c transaction_timeout=0");
            } catch (SQLException e) {
                if (!UNDEFINED_OBJECT.equals(e.getSQLState())) {
                    throw e;
                }
                // An older server answers at this address now.
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

    /** The settings that every server knows. */
    static String options() {
        return ALWAYS.entrySet().stream()
                .map(entry -> "-c " + entry.getKey() + "=" + entry.getValue().replace(" ", "\\ "))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
