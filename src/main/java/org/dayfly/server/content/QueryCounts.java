package org.dayfly.server.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.sql.ErrorCode;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which queries ran in a database from pg_stat_statements, which counts the queries of all databases of a server.
 *
 * @see <a href="https://www.postgresql.org/docs/current/pgstatstatements.html">PostgreSQL, pg_stat_statements</a>
 */
final class QueryCounts {
    private static final Logger log = LoggerFactory.getLogger(QueryCounts.class);

    /** The schema of the extension in the connection's database, if the connection's role may read all queries. */
    private static final Query<String> SCHEMA = new Query<>("""
            SELECT /* dayfly looks */ nspname
            FROM pg_catalog.pg_extension JOIN pg_catalog.pg_namespace n ON n.oid = extnamespace
            WHERE extname = 'pg_stat_statements' AND (? OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE'))
            """, row -> row.getString(1));

    /**
     * The statements by which drivers and dayfly set up a session, and those that begin and end transactions, tell
     * nothing about a test. The last condition leaves out the check of a session that dayfly keeps for its next
     * client.
     */
    private static final String COUNTS = """
            SELECT /* dayfly looks */ query, sum(calls)::bigint AS calls, sum(total_exec_time) AS total_exec_time,
                   sum(rows)::bigint AS rows
            FROM %s.pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = ?)
                  AND userid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ?)
                  AND query !~* '^\\s*(set|show|reset|discard|begin|commit|rollback|start)\\M'
                  AND pg_catalog.strpos(query, '%s') = 0
                  AND pg_catalog.strpos(query, 'SELECT pg_catalog.concat(pg_catalog.pg_current_snapshot()') <> 1
            GROUP BY query ORDER BY calls DESC, total_exec_time DESC LIMIT 100""";

    private QueryCounts() {}

    /**
     * The queries of a database's own role there; empty if there is no extension here, or its library is not loaded.
     *
     * @param connection a connection to the registry or to the database itself
     * @param own whether the connection's role is the database's own, which reads its own queries without other rights
     */
    static Optional<List<QueryCount>> of(Connection connection, DatabaseName database, boolean own)
            throws SQLException {
        Optional<String> schema = SCHEMA.first(connection, own);
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        String sql = COUNTS.formatted(Quoted.identifier(schema.get()), TableCounts.OWN);
        try {
            return Optional.of(new Query<>(sql, QueryCount::of).all(connection, database.value(), database.value()));
        } catch (SQLException e) {
            if (!ErrorCode.OBJECT_NOT_IN_PREREQUISITE_STATE.is(e)) {
                throw e;
            }
            log.debug("pg_stat_statements is not loaded", e);
            return Optional.empty();
        }
    }
}
