package org.dayfly.cluster;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks a server in a connection of its own. */
public final class Sql {
    private Sql() {}

    public static void execute(Cluster cluster, String sql) throws SQLException {
        try (Connection connection = cluster.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    public static String ask(Cluster cluster, String sql) throws SQLException {
        try (Connection connection = cluster.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** Whether the server takes connections at this moment. */
    public static boolean answers(Cluster cluster) {
        try {
            return ask(cluster, "SELECT 1").equals("1");
        } catch (SQLException e) {
            return false;
        }
    }
}
