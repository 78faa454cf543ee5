package org.dayfly.server.drop;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.dayfly.server.copy.Sealing;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.DefaultPrivileges;
import org.dayfly.sql.Ownership;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what keeps a role after its database is dropped: rights that owners of other databases granted to the role,
 * and objects that the role made in other databases. The owner of such a database gets the objects.
 *
 * <p>Only databases of the registry are changed. Used after a DROP ROLE that failed. The next DROP ROLE reports what
 * could not be removed.
 *
 * @see <a href="https://www.postgresql.org/docs/current/role-removal.html">PostgreSQL, Dropping Roles</a>
 */
final class RoleDependents {
    private static final Logger log = LoggerFactory.getLogger(RoleDependents.class);

    private static final Query<Place> PLACES =
            new Query<>("SELECT database, is_sealed FROM registry.places_of(?)", Place::of);

    private static final Query<Boolean> TRY_LOCK =
            new Query<>("SELECT pg_try_advisory_lock(hashtextextended(?, 0))", row -> row.getBoolean(1));

    private static final Query<Boolean> UNLOCK =
            new Query<>("SELECT pg_advisory_unlock(hashtextextended(?, 0))", row -> row.getBoolean(1));

    private final Registry registry;

    RoleDependents(Registry registry) {
        this.registry = registry;
    }

    /** A database in which a role has rights or objects. */
    private record Place(DatabaseName name, boolean sealed) {
        static Place of(ResultSet row) throws SQLException {
            return new Place(new DatabaseName(row.getString("database")), row.getBoolean("is_sealed"));
        }

        /**
         * The lock that is held while the database is copied. A session in the database would be in the way of the
         * copy.
         */
        String lock() {
            return sealed ? name.value() : "snapshot " + name;
        }

        String owner() {
            return sealed ? SealedOwner.ROLE : name.value();
        }
    }

    /** Removes all rights and objects of the role, except those that cannot be removed. */
    void clear(Connection connection, DatabaseName role) throws SQLException {
        String dropOwned = "DROP OWNED BY " + Quoted.identifier(role.value());
        attempt(connection, dropOwned);
        for (Place place : PLACES.all(connection, role.value())) {
            if (TRY_LOCK.first(connection, place.lock()).orElse(false)) {
                try {
                    clear(connection, place, role, dropOwned);
                } finally {
                    UNLOCK.all(connection, place.lock());
                }
            }
        }
    }

    private void clear(Connection connection, Place place, DatabaseName role, String dropOwned) throws SQLException {
        String alter = "ALTER DATABASE " + Quoted.identifier(place.name().value()) + " ALLOW_CONNECTIONS ";
        if (place.sealed()) {
            attempt(connection, alter + true);
        }
        try (Connection inside = registry.connect(place.name())) {
            attempt(inside, "SET lock_timeout = '5s'");
            Ownership.hand(inside, List.of(role.value()), place.owner(), DefaultPrivileges.ENDED);
            attempt(inside, dropOwned);
        } catch (SQLException e) {
            log.debug("could not remove the rights and objects of {} in {}", role, place.name(), e);
        } finally {
            if (place.sealed()) {
                attempt(connection, alter + false);
                Sealing.awaitNobody(connection, place.name());
            }
        }
    }

    private static void attempt(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (SqlFailure.isUnreachable(e)) {
                throw e;
            }
            log.debug("the server refused a statement, the drop will report the obstacle: {}", sql, e);
        }
    }
}
