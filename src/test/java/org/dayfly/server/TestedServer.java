package org.dayfly.server;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;
import org.dayfly.server.registry.DatabaseName;

/** A server under test, reached as dayfly's maintenance role and as the administrator. */
public record TestedServer(int major, Cluster cluster, Cluster admin) {
    /** The administrator's session on each server; it ends with the server. */
    private static final Map<SocketAddress, Connection> ADMINISTRATORS = new ConcurrentHashMap<>();

    @Override
    public String toString() {
        return "PostgreSQL " + major + " as " + cluster.maintenanceRole();
    }

    /** A session of the administrator, with search_path public. */
    public Connection asAdministrator(String database) throws SQLException {
        Connection connection = admin.connect(database);
        connection.setSchema("public");
        return connection;
    }

    /** Runs SQL as the administrator, without dayfly. */
    public void sql(String database, String sql) throws SQLException {
        if (database.equals("postgres")) {
            synchronized (ADMINISTRATORS) {
                Sql.run(administrator(), sql, "RESET ROLE");
            }
            return;
        }
        try (Connection connection = asAdministrator(database)) {
            Sql.run(connection, sql);
        }
    }

    /** The first column of the first row, as text. */
    public String ask(String database, String sql) throws SQLException {
        if (database.equals("postgres")) {
            synchronized (ADMINISTRATORS) {
                return Sql.ask(administrator(), sql);
            }
        }
        try (Connection connection = asAdministrator(database)) {
            return Sql.ask(connection, sql);
        }
    }

    private Connection administrator() throws SQLException {
        Connection kept = ADMINISTRATORS.get(admin.address());
        if (kept == null || !kept.isValid(5)) {
            kept = asAdministrator("postgres");
            ADMINISTRATORS.put(admin.address(), kept);
        }
        return kept;
    }

    public boolean has(DatabaseName name) throws SQLException {
        return ask(
                        "postgres",
                        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = '" + name + "')"
                                + " OR EXISTS (SELECT FROM pg_roles WHERE rolname = '" + name + "')")
                .equals("t");
    }

    /** A session of the database's owner. */
    public Connection session(DatabaseName name, String password) throws SQLException {
        return session(name, name.value(), password);
    }

    public Connection session(DatabaseName role, String database, String password) throws SQLException {
        java.net.InetSocketAddress address = (java.net.InetSocketAddress) cluster.address();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.getHostString() + ":" + address.getPort() + "/" + database,
                role.value(),
                password);
    }
}
