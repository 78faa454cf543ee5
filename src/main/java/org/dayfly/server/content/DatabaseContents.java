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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what databases of clients hold, for an operator, without disturbing the clients. Each call opens a session, and
 * waits for PostgreSQL. Safe for use by any thread.
 */
public final class DatabaseContents {
    private static final Logger log = LoggerFactory.getLogger(DatabaseContents.class);

    /** A snapshot of the database ends the session that reads. The next session waits until the snapshot is made. */
    private static final int ATTEMPTS = 3;

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
        int attempt = 1;
        while (true) {
            try {
                return read(database, effort, reading);
            } catch (SQLException e) {
                if (attempt++ == ATTEMPTS || !SqlFailure.isUnreachable(e)) {
                    throw unreadable(database, e);
                }
                log.debug("{} is read again", database, e);
            }
        }
    }

    private <T> T read(DatabaseName database, Effort effort, Reading<T> reading) throws SQLException {
        try (Connection inside = InsideSession.open(registry, database, effort)) {
            return reading.in(inside);
        }
    }

    private static ClientError unreadable(DatabaseName database, SQLException e) {
        return ClientError.of(
                        SqlState.OBJECT_IN_USE,
                        "database \"%s\" could not be read: %s".formatted(database, SqlFailure.line(e)))
                .withHint("try again in a moment")
                .causedBy(e);
    }
}
