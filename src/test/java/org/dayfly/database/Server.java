package org.dayfly.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.cluster.Cluster;

/** A server under test, as dayfly's maintenance role and as its administrator see it. */
record Server(int major, Cluster cluster, Cluster admin) {
    @Override
    public String toString() {
        return "PostgreSQL " + major + " as " + cluster.maintenanceRole();
    }

    /** A session of the administrator, with the search_path that a person has. */
    Connection asAdministrator(String database) throws SQLException {
        Connection connection = admin.connect(database);
        connection.setSchema("public");
        return connection;
    }

    /** Does something behind dayfly's back. */
    void sql(String database, String sql) throws SQLException {
        try (Connection connection = asAdministrator(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row, as text. */
    String ask(String database, String sql) throws SQLException {
        try (Connection connection = asAdministrator(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "no row";
        }
    }

    boolean has(DatabaseName name) throws SQLException {
        return ask(
                        "postgres",
                        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = '" + name + "')"
                                + " OR EXISTS (SELECT FROM pg_roles WHERE rolname = '" + name + "')")
                .equals("t");
    }

    /** A session of the database's owner. */
    Connection session(DatabaseName name, String password) throws SQLException {
        return session(name, name.value(), password);
    }

    Connection session(DatabaseName role, String database, String password) throws SQLException {
        java.net.InetSocketAddress address = (java.net.InetSocketAddress) cluster.address();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.getHostString() + ":" + address.getPort() + "/" + database,
                role.value(),
                password);
    }
}
