package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in a transaction, and commits all of the work or nothing. */
public final class Transaction {
    private Transaction() {}

    public static <T> T run(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.on(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (done) {
                connection.setAutoCommit(true);
            } else {
                undo(connection);
            }
        }
    }

    private static void undo(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            // The connection is dead, and the transaction with it. The exception that ended the connection is already
            // being thrown.
        }
    }
}
