package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.config.value.Secret;

/** A server that somebody else starts and stops. */
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

    /** Nobody makes roles here. */
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
        // It goes on without us.
    }
}
