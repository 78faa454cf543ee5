package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes sealed and warm databases out of service that the server itself made stale. A crash empties the unlogged tables
 * of each database. An update of the operating system changes the order of text.
 *
 * <p>No session outlives a crash or a restart of the server. So each session checks once, when the session begins. All
 * databases in service after the check are good, and a hand-out or a copy needs no check.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED">PostgreSQL,
 *     UNLOGGED</a>
 * @see <a href="https://www.postgresql.org/docs/current/sql-alterdatabase.html">PostgreSQL, REFRESH COLLATION
 *     VERSION</a>
 */
final class StaleDatabases {
    private static final Logger log = LoggerFactory.getLogger(StaleDatabases.class);

    private static final Query<Taken> TAKE = new Query<>(
            "SELECT emptied, outdated FROM registry.take_stale(?, ?)",
            row -> new Taken(row.getInt("emptied"), row.getInt("outdated")));

    private StaleDatabases() {}

    private record Taken(int emptied, int outdated) {}

    /**
     * Takes stale databases out of service, unless another session has done so since the server started or recovered.
     */
    static void takeOutOfService(Connection connection) throws SQLException {
        Taken taken = TAKE.first(connection, Reason.EMPTIED.code(), Reason.OUTDATED.code())
                .orElseThrow();
        if (taken.emptied() > 0) {
            log.warn(
                    "the server recovered from a crash, which empties unlogged tables: {} sealed or warm databases with"
                            + " such tables are dropped, and made again when needed",
                    taken.emptied());
        }
        if (taken.outdated() > 0) {
            log.warn(
                    "the collations of the server have another version than {} sealed or warm databases, which are"
                            + " dropped, and made again when needed",
                    taken.outdated());
        }
    }
}
