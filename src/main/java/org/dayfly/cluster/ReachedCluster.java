package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.config.value.Secret;

/**
 * A server that another process starts and stops. The command line uses this class to reach the server of a running
 * dayfly.
 */
public record ReachedCluster(MaintenanceConnector connector, String name) implements Cluster {
    @Override
    public SocketAddress address() {
        return connector.endpoint().address();
    }

    @Override
    public String maintenanceRole() {
        return connector.role();
    }

    @Override
    public Optional<Secret> maintenancePassword() {
        return connector.password();
    }

    /** False: no roles are made through this object. */
    @Override
    public boolean trustsRoles() {
        return false;
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return connector.connect(database);
    }

    @Override
    public Connection connect(String database, String options) throws SQLException {
        return connector.connect(database, options);
    }

    @Override
    public Connection connectAs(String role, Optional<Secret> password, String database, String options)
            throws SQLException {
        return connector.connectAs(role, password, database, options);
    }

    @Override
    public void close() {
        // The server keeps running.
    }
}
