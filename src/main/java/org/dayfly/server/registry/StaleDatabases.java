package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sealed and warm databases that the server itself made stale: a crash empties unlogged tables in each database, and an
 * update of the operating system changes the order of text.
 *
 * <p>No session outlives a crash or a restart of the server. So each session asks once, as it begins, and what it finds
 * in service afterwards is good: a hand-out or a copy asks nothing.
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

    /** Takes them out of service, unless another session has done so since the server started or recovered. */
    static void takeOutOfService(Connection connection) throws SQLException {
        Taken taken = TAKE.first(connection, Reason.EMPTIED.code(), Reason.OUTDATED.code())
                .orElseThrow();
        if (taken.emptied() > 0) {
            log.warn(
                    "the server recovered from a crash, which empties unlogged tables: {} sealed or warm databases with"
                            + " such tables are dropped and made anew when needed",
                    taken.emptied());
        }
        if (taken.outdated() > 0) {
            log.warn(
                    "the collations of the server have another version than {} sealed or warm databases, which are"
                            + " dropped and made anew when needed",
                    taken.outdated());
        }
    }
}
