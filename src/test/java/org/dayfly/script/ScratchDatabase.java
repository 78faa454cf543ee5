package org.dayfly.script;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;

/** An empty database for one test, in no registry; dropped at the end. */
public record ScratchDatabase(Cluster cluster, String name) implements AutoCloseable {
    public static ScratchDatabase make(Cluster cluster, String name) throws SQLException {
        ScratchDatabase made = new ScratchDatabase(cluster, name);
        made.drop();
        Sql.run(cluster, "CREATE DATABASE " + name + " TEMPLATE template0");
        return made;
    }

    public Connection connect() throws SQLException {
        return cluster.connectAs(cluster.maintenanceRole(), cluster.maintenancePassword(), name, "");
    }

    /** The first column of the first row, as text. */
    public String ask(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.ask(connection, sql);
        }
    }

    private void drop() throws SQLException {
        Sql.run(cluster, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    @Override
    public void close() throws SQLException {
        drop();
    }
}
