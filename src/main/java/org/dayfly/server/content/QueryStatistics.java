package org.dayfly.server.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the extension pg_stat_statements in the registry's database of dayfly's own server, if the operator lets the
 * server load its library. dayfly makes no extension on a server that it does not run.
 */
public final class QueryStatistics {
    private static final Logger log = LoggerFactory.getLogger(QueryStatistics.class);

    private static final Query<Boolean> WANTED = new Query<>("""
            SELECT true FROM pg_catalog.pg_roles
            WHERE rolname = current_user AND rolsuper
                  AND 'pg_stat_statements' = ANY (pg_catalog.regexp_split_to_array(
                      pg_catalog.current_setting('shared_preload_libraries'), '[\\s,"]+'))
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pg_stat_statements')
            """, row -> true);

    private QueryStatistics() {}

    /** A failure is no reason not to start: {@code dayfly show} then has no queries. */
    public static void prepare(Registry registry, ExtensionAdvice.Source source) {
        if (source == ExtensionAdvice.Source.OWN_SERVER) {
            return;
        }
        try {
            registry.pool().with(QueryStatistics::make);
        } catch (SQLException e) {
            log.debug("pg_stat_statements could not be made", e);
        }
    }

    private static boolean make(Connection connection) throws SQLException {
        if (WANTED.first(connection).isEmpty()) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            return statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public");
        }
    }
}
