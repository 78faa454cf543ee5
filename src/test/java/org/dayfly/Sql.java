package org.dayfly;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.cluster.Cluster;

/** Runs SQL for tests, in a connection that is open or in a maintenance connection of its own. */
public final class Sql {
    private Sql() {}

    /** Runs statements one after the other. */
    public static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row, as text: {@code null} for a null, {@code no row} without a row. */
    public static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "no row";
        }
    }

    /** Runs statements in a maintenance connection to database postgres. */
    public static void run(Cluster cluster, String... statements) throws SQLException {
        runIn(cluster, "postgres", statements);
    }

    /** Runs statements in a maintenance connection to a database. */
    public static void runIn(Cluster cluster, String database, String... statements) throws SQLException {
        try (Connection connection = cluster.connect(database)) {
            run(connection, statements);
        }
    }

    /** The answer of a maintenance connection to database postgres. */
    public static String ask(Cluster cluster, String sql) throws SQLException {
        return askIn(cluster, "postgres", sql);
    }

    /** The answer of a maintenance connection to a database. */
    public static String askIn(Cluster cluster, String database, String sql) throws SQLException {
        try (Connection connection = cluster.connect(database)) {
            return ask(connection, sql);
        }
    }

    /** Whether the server accepts connections now. */
    public static boolean answers(Cluster cluster) {
        try {
            return ask(cluster, "SELECT 1").equals("1");
        } catch (SQLException e) {
            return false;
        }
    }
}
