package org.dayfly.server.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.dayfly.server.create.LongWork;
import org.dayfly.sql.Query;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vacuums all tables of a template, so that copies are made faster and have statistics.
 *
 * <p>Catalogs are rewritten, which halves the time that a copy takes: rewritten catalogs need no free space map, and
 * have no free space from the work of initdb. No session has to set hint bits when it first reads a copy. The vacuum is
 * no part of the template: a table that cannot be vacuumed stays as it is, and the other tables are vacuumed all the
 * same.
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
         * The statement for this table. An index may have a function that fails for want of a search_path: then the
         * rows are vacuumed, and not analyzed.
         */
        String vacuum() {
            return "VACUUM (" + (catalog ? "FULL, FREEZE" : "FREEZE, ANALYZE") + ") " + name;
        }
    }

    /**
     * Vacuums each table by itself. One line of the log reports the tables that the server refuses.
     *
     * @param what the name of the template, for the log
     * @param work gets the number and the name of the table that is being vacuumed
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
                    "{}: could not vacuum or analyze {} of {} tables; copies work without that; the first is {}",
                    what,
                    refused,
                    tables.size(),
                    first);
        }
    }
}
