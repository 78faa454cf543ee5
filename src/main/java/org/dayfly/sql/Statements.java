package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists of statements, in one round trip where all goes well. */
public final class Statements {
    private static final Logger log = LoggerFactory.getLogger(Statements.class);

    private Statements() {}

    /**
     * Runs all in one transaction, or none; no round trip where there are none.
     *
     * @throws SQLException which names the statement that failed
     */
    static void run(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try {
            transaction(connection, String.join(";\n", statements));
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            // Once more, to learn which one it is.
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
     * Runs all in one transaction or, if that fails, each in its own, as each is worth something by itself. What the
     * server refuses is logged.
     *
     * @param what they do, for the log
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

    // Long texts are sent in pieces, and each would be committed by itself without a transaction that was begun.
    private static void transaction(Connection connection, String sql) throws SQLException {
        Transaction.run(connection, begun -> {
            try (Statement statement = begun.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
