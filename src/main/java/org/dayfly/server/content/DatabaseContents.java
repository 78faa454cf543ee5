package org.dayfly.server.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.dayfly.sql.SqlFailure;

/**
 * Reads what databases of clients hold, for an operator, without disturbing the clients. Each call opens a session, and
 * waits for PostgreSQL. Safe for use by any thread.
 */
public final class DatabaseContents {
    private static final Query<SessionStatement> STATEMENTS = new Query<>(
            "SELECT pid, role, application, state, since, statement FROM registry.statements WHERE name = ?",
            SessionStatement::of);

    private final Registry registry;

    public DatabaseContents(Registry registry) {
        this.registry = registry;
    }

    /**
     * What a database holds now.
     *
     * @param database a database for clients that is in service
     * @throws ClientError for an operator, if the database cannot be read
     */
    public DatabaseContent of(DatabaseName database) {
        return reading(database, Effort.LOOK, inside -> {
            List<TableContent> tables = new TableCounts(inside, Effort.LOOK).all();
            List<SessionStatement> statements =
                    registry.pool().with(connection -> STATEMENTS.all(connection, database.value()));
            Optional<List<QueryCount>> queries =
                    registry.pool().with(connection -> QueryCounts.of(connection, database, false));
            return new DatabaseContent(
                    tables, statements, queries.isPresent() ? queries : QueryCounts.of(inside, database, true));
        });
    }

    /**
     * The schema and the rows of a database, to compare them with another.
     *
     * @param database a database for clients that is in service
     * @throws ClientError for an operator, if the database cannot be read
     */
    public DatabaseShape shape(DatabaseName database) {
        return reading(database, Effort.COMPARISON, inside -> {
            NavigableMap<String, SchemaObject> objects = SchemaObject.all(inside);
            return new DatabaseShape(objects, new TableCounts(inside, Effort.COMPARISON).all());
        });
    }

    /** Reads something in a session on the database. */
    @FunctionalInterface
    private interface Reading<T> {
        T in(Connection inside) throws SQLException;
    }

    private <T> T reading(DatabaseName database, Effort effort, Reading<T> reading) {
        try (Connection inside = InsideSession.open(registry, database, effort)) {
            return reading.in(inside);
        } catch (SQLException e) {
            throw ClientError.of(
                            SqlState.OBJECT_IN_USE,
                            "database \"%s\" could not be read: %s".formatted(database, SqlFailure.line(e)))
                    .withHint("try again in a moment")
                    .causedBy(e);
        }
    }
}
