package org.dayfly.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Statements of which each is worth something by itself: one that the server refuses keeps none of the others. */
final class Statements {
    private static final Logger log = LoggerFactory.getLogger(Statements.class);

    private Statements() {}

    /** Runs all in one transaction or, if that fails, each in its own; no round trip where there are none. */
    static void run(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try {
            transaction(connection, String.join(";\n", statements));
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            for (String statement : statements) {
                runAlone(connection, statement);
            }
        }
    }

    private static void runAlone(Connection connection, String statement) throws SQLException {
        try {
            transaction(connection, statement);
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            log.warn("left out, as the server says \"{}\": {}", e.getMessage(), statement);
        }
    }

    private static void refuseIfUnreachable(SQLException e) throws SQLException {
        if (ServerFailure.isUnreachable(e)) {
            throw e;
        }
    }

    // Long texts are sent in pieces, and each would be committed by itself without a transaction that was begun.
    private static void transaction(Connection connection, String sql) throws SQLException {
        Transaction.run(connection, begun -> {
            try (Statement statement = begun.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
