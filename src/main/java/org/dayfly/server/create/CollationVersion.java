package org.dayfly.server.create;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of the server's collations that a database was made with.
 *
 * <p>Since PostgreSQL 15, CREATE DATABASE refuses a template whose version is not the server's version. The indexes of
 * such a template may be out of order.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-altercollation.html#SQL-ALTERCOLLATION-NOTES">PostgreSQL,
 *     ALTER COLLATION</a>
 */
final class CollationVersion {
    private static final Logger log = LoggerFactory.getLogger(CollationVersion.class);

    private static final Query<Optional<String>> OUTDATED =
            new Query<>("SELECT registry.outdated_collation(?)", row -> Optional.ofNullable(row.getString(1)));

    private CollationVersion() {}

    /**
     * The version of a database, if the server has another version now; else empty.
     *
     * @param registry a connection to the registry
     */
    static Optional<String> outdated(Connection registry, String database) throws SQLException {
        return OUTDATED.first(registry, database).flatMap(version -> version);
    }

    /**
     * Rebuilds the indexes of a copy of a database of another version, and writes down the server's version for the
     * copy.
     */
    static void refresh(Connection inside, DatabaseName copy) throws SQLException {
        String quoted = Quoted.identifier(copy.value());
        try (Statement statement = inside.createStatement()) {
            statement.execute("REINDEX DATABASE " + quoted);
            statement.execute("ALTER DATABASE " + quoted + " REFRESH COLLATION VERSION");
        }
        log.info("{}: rebuilt the indexes, because its source has another collation version than the server", copy);
    }
}
