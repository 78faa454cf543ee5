package org.dayfly.server.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.dayfly.sql.Query;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vacuums all tables of a template, so that copies are made faster and have statistics.
 *
 * <p>Catalogs are rewritten, which halves the time that a copy takes: they need no free space map then, and no room for
 * what initdb did in them. No copy's first reader has to set hint bits. It is no part of the template: what cannot be
 * vacuumed stays as it is, and costs no other table.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-vacuum.html">PostgreSQL, VACUUM</a>
 */
final class Vacuum {
    private static final Logger log = LoggerFactory.getLogger(Vacuum.class);

    private static final Query<Table> TABLES = new Query<>("""
            SELECT format('%I.%I', nspname, relname) AS name, nspname IN ('pg_catalog', 'information_schema') AS catalog
            FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
            WHERE relkind IN ('r', 'm') AND NOT relisshared AND relpersistence <> 't' ORDER BY catalog""", Table::of);

    private Vacuum() {}

    private record Table(String name, boolean catalog) {
        static Table of(ResultSet row) throws SQLException {
            return new Table(row.getString("name"), row.getBoolean("catalog"));
        }

        /**
         * An index may have a function that fails for want of a search_path: then the rows are vacuumed, and not
         * analyzed.
         */
        String vacuum() {
            return "VACUUM (" + (catalog ? "FULL, FREEZE" : "FREEZE, ANALYZE") + ") " + name;
        }
    }

    /**
     * Vacuums each table by itself; those that the server refuses are told in one line of the log.
     *
     * @param what the template, for the log
     * @param work is told which table it is at
     * @throws SQLException if the server is gone
     */
    static void all(Connection inside, String what, LongWork work) throws SQLException {
        List<Table> tables = TABLES.all(inside);
        int done = 0;
        int refused = 0;
        String first = "";
        try (Statement statement = inside.createStatement()) {
            for (Table table : tables) {
                work.step("vacuuming table %d of %d, %s".formatted(++done, tables.size(), table.name()));
                try {
                    statement.execute(table.vacuum());
                } catch (SQLException e) {
                    if (SqlFailure.isUnreachable(e)) {
                        throw e;
                    }
                    log.debug("{}: {} not vacuumed", what, table.name(), e);
                    first = refused++ == 0 ? table.name() + ": " + SqlFailure.line(e) : first;
                }
            }
        }
        if (refused > 0) {
            log.warn(
                    "{}: {} of {} tables could not be vacuumed or analyzed, which copies do without; the first is {}",
                    what,
                    refused,
                    tables.size(),
                    first);
        }
    }
}
