package org.dayfly.server.content;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.sql.Query;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the rows of all tables in a database, as far as the effort goes. A table that is too large, or that another
 * session has locked, gets the server's estimate.
 */
final class TableCounts {
    private static final Logger log = LoggerFactory.getLogger(TableCounts.class);

    /** The words by which dayfly finds its own statements in pg_stat_statements. */
    static final String OWN = "/* dayfly looks */";

    /** A table, with its partitions; {@code countable}: no part of it is on another server. */
    private record Found(String name, String only, String parts, boolean countable, long estimate, long size) {
        static Found of(ResultSet row) throws SQLException {
            return new Found(
                    row.getString("name"),
                    row.getString("only"),
                    row.getString("parts"),
                    row.getBoolean("countable"),
                    row.getLong("estimate"),
                    row.getLong("size"));
        }
    }

    /** Locks nothing. So the sizes are those of the last VACUUM or ANALYZE. */
    private static final Query<Found> TABLES = new Query<>("""
            WITH RECURSIVE /* dayfly looks */ root AS (
                SELECT c.oid, format('%I.%I', nspname, relname) AS name, relkind
                FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND relpersistence <> 't'
                      AND nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
            ), part (top, id) AS (
                SELECT oid, oid FROM root
                UNION ALL
                SELECT top, inhrelid FROM part JOIN pg_inherits ON inhparent = id JOIN root ON root.oid = top
                WHERE relkind = 'p'
            )
            SELECT name, CASE r.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END AS only,
                   array_agg(id::bigint)::text AS parts, NOT bool_or(c.relkind = 'f') AS countable,
                   coalesce(sum(greatest(c.reltuples::bigint, nullif(pg_stat_get_live_tuples(id), 0)))
                       FILTER (WHERE c.relkind <> 'p'), 0)::bigint AS estimate,
                   sum(c.relpages) * current_setting('block_size')::bigint AS size
            FROM root r JOIN part ON top = r.oid JOIN pg_class c ON c.oid = id
            GROUP BY r.oid, name, r.relkind ORDER BY name""", Found::of);

    private record Counted(RowCount rows, long size) {}

    /**
     * Counts the rows if the table is small enough. The inner query is no statement of its own, so all tables together
     * are one entry of pg_stat_statements, which forgets other queries when it has too many entries.
     */
    private static final Query<Counted> COUNT = new Query<>("""
            SELECT %s size, CASE WHEN size <= ? THEN
                       substring(query_to_xml(format('SELECT %<s count(*) AS n FROM %%s%%s', ?::text, ?::text),
                           true, false, '')::text FROM '<n>(\\d+)</n>')::bigint END AS rows
            FROM (SELECT coalesce(sum(pg_relation_size(id::oid)), 0)::bigint AS size FROM unnest(?::bigint[]) AS id)
                AS sized""".formatted(OWN), TableCounts::counted);

    private final Connection inside;
    private final Effort effort;
    private final long begun = System.nanoTime();

    TableCounts(Connection inside, Effort effort) {
        this.inside = inside;
        this.effort = effort;
    }

    private static Counted counted(ResultSet row) throws SQLException {
        long size = row.getLong("size");
        long rows = row.getLong("rows");
        return new Counted(row.wasNull() ? RowCount.estimated(-1) : RowCount.counted(rows), size);
    }

    /** @throws SQLException if the server is gone, or the session was ended */
    List<TableContent> all() throws SQLException {
        List<TableContent> all = new ArrayList<>();
        for (Found table : TABLES.all(inside)) {
            all.add(count(table));
        }
        return all;
    }

    private TableContent count(Found table) throws SQLException {
        RowCount estimate = RowCount.estimated(table.estimate());
        if (table.countable() && System.nanoTime() - begun < effort.total().toNanos()) {
            try {
                Counted counted = COUNT.first(inside, effort.largest(), table.only(), table.name(), table.parts())
                        .orElseThrow();
                return new TableContent(
                        table.name(), counted.rows().exact() ? counted.rows() : estimate, counted.size());
            } catch (SQLException e) {
                if (SqlFailure.isUnreachable(e)) {
                    throw e;
                }
                log.debug("{} is not counted", table.name(), e);
            }
        }
        return new TableContent(table.name(), estimate, table.size());
    }
}
