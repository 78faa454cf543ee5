package org.dayfly.script;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.cluster.Cluster;

/** An empty database of a test's own, which no registry knows of; dropped in the end. */
public record ScratchDatabase(Cluster cluster, String name) implements AutoCloseable {
    public static ScratchDatabase make(Cluster cluster, String name) throws SQLException {
        ScratchDatabase made = new ScratchDatabase(cluster, name);
        made.drop();
        made.onServer("CREATE DATABASE " + name + " TEMPLATE template0");
        return made;
    }

    public Connection connect() throws SQLException {
        return cluster.connectAs(cluster.maintenanceRole(), cluster.maintenancePassword(), name, "");
    }

    /** The first column of the first row, as text. */
    public String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "no row";
        }
    }

    private void drop() throws SQLException {
        onServer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private void onServer(String sql) throws SQLException {
        try (Connection connection = cluster.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        drop();
    }
}
