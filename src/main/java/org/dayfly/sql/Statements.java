package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs lists of statements, in one round trip if all statements succeed. */
public final class Statements {
    private static final Logger log = LoggerFactory.getLogger(Statements.class);

    private Statements() {}

    /**
     * Runs all statements in one transaction, or none. An empty list costs no round trip.
     *
     * @throws SQLException whose message names the statement that failed
     */
    static void run(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try {
            transaction(connection, String.join(";\n", statements));
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            // The statements run again one by one, to find the statement that failed.
            Transaction.run(connection, begun -> {
                for (String statement : statements) {
                    execute(begun, statement);
                }
                return true;
            });
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " (" + sql + ")", e.getSQLState(), e);
        }
    }

    /**
     * Runs all statements in one transaction. If this transaction fails, runs each statement in its own transaction,
     * because each statement is useful by itself. A statement that the server refuses is logged.
     *
     * @param what the meaning of a refused statement, for the log
     */
    public static void runEach(Connection connection, List<String> statements, String what) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try {
            transaction(connection, String.join(";\n", statements));
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            for (String statement : statements) {
                runAlone(connection, statement, what);
            }
        }
    }

    private static void runAlone(Connection connection, String statement, String what) throws SQLException {
        try {
            transaction(connection, statement);
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            log.warn("{}: the server says \"{}\": {}", what, e.getMessage(), statement);
        }
    }

    private static void refuseIfUnreachable(SQLException e) throws SQLException {
        if (SqlFailure.isUnreachable(e)) {
            throw e;
        }
    }

    // A long text is sent in pieces. Without a transaction that was begun before, the server would commit each piece by
    // itself.
    private static void transaction(Connection connection, String sql) throws SQLException {
        Transaction.run(connection, begun -> {
            try (Statement statement = begun.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
