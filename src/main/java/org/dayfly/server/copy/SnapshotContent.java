package org.dayfly.server.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a database still has the content of its snapshot, without reading its tables. PostgreSQL counts the
 * rows that are written to a database. PostgreSQL does not count the values of sequences, so these values are compared.
 * Before PostgreSQL 15 the counts come late, and the answer is always no. Safe for use by any thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW">
 *     PostgreSQL, pg_stat_database</a>
 */
final class SnapshotContent {
    private static final Logger log = LoggerFactory.getLogger(SnapshotContent.class);
    private static final String NO_SEQUENCES = "";

    private static final Query<Optional<String>> WRITTEN =
            new Query<>("SELECT registry.content_of(?)", row -> Optional.ofNullable(row.getString(1)));

    private static final Query<String> SEQUENCES_OF_SNAPSHOT = new Query<>(
            "SELECT sequences FROM registry.sequences_of_snapshot(?, ?) AS sequences WHERE sequences IS NOT NULL",
            row -> row.getString(1));

    private static final Query<Boolean> KEEP =
            new Query<>("SELECT true FROM registry.keep_content(?, ?, ?)", row -> true);

    // A snapshot is a copy of files: each sequence has the same OID as in the source.
    private static final Query<String> SEQUENCES = new Query<>("""
            SELECT format('SELECT %s AS id, last_value, is_called FROM %I.%I', c.oid, nspname, relname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
            WHERE relkind = 'S' AND relpersistence <> 't'""", row -> row.getString(1));

    private final Registry registry;

    SnapshotContent(Registry registry) {
        this.registry = registry;
    }

    /**
     * The count of rows that were ever written to a database, as a text to compare.
     *
     * @param connection a connection to the registry, after it has seen that no session is open on the database
     * @return empty if the server can't tell
     */
    static Optional<String> written(Connection connection, DatabaseName source) throws SQLException {
        return WRITTEN.first(connection, source.value()).flatMap(written -> written);
    }

    /** A hash of the values of all sequences in the connection's database; empty if they can't be read. */
    static Optional<String> sequences(Connection inside) {
        try {
            List<String> each = SEQUENCES.all(inside);
            if (each.isEmpty()) {
                return Optional.of(NO_SEQUENCES);
            }
            String values = "SELECT pg_catalog.md5(pg_catalog.string_agg(value::text, ',' ORDER BY id)) FROM ("
                    + String.join(" UNION ALL ", each) + ") AS value";
            return new Query<>(values, row -> row.getString(1)).first(inside);
        } catch (SQLException e) {
            log.debug("values of sequences cannot be read", e);
            return Optional.empty();
        }
    }

    /**
     * Whether the last snapshot of a database has the database's content.
     *
     * @param connection a connection to the registry
     * @param written the answer of {@link #written} now
     */
    boolean isThat(Connection connection, DatabaseName source, String written) throws SQLException {
        Optional<String> then = SEQUENCES_OF_SNAPSHOT.first(connection, source.value(), written);
        return then.isPresent() && (then.get().equals(NO_SEQUENCES) || then.equals(sequencesOf(source)));
    }

    private Optional<String> sequencesOf(DatabaseName source) {
        try (Connection inside = registry.connect(source)) {
            return sequences(inside);
        } catch (SQLException e) {
            log.debug("the values of the sequences of {} cannot be read", source, e);
            return Optional.empty();
        }
    }

    /** Writes down the content of a snapshot. dayfly compares the content with the source at later rests. */
    static void keep(Connection connection, DatabaseName snapshot, Optional<String> written, Optional<String> sequences)
            throws SQLException {
        KEEP.all(connection, snapshot.value(), written.orElse(null), sequences.orElse(null));
    }
}
