package org.dayfly.server;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.value.Secret;

/** A server that cannot be reached while a test says so. */
final class OutageCluster implements Cluster {
    private final Cluster cluster;
    volatile boolean down;

    OutageCluster(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean trustsRoles() {
        return cluster.trustsRoles();
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return connect(database, "");
    }

    @Override
    public Connection connect(String database, String options) throws SQLException {
        if (down) {
            throw new SQLException("Connection to db1:5432 refused", "08001");
        }
        return cluster.connect(database, options);
    }

    @Override
    public Connection connectAs(String role, Optional<Secret> password, String database, String options)
            throws SQLException {
        return cluster.connectAs(role, password, database, options);
    }

    @Override
    public SocketAddress address() {
        return cluster.address();
    }

    @Override
    public String maintenanceRole() {
        return cluster.maintenanceRole();
    }

    @Override
    public Optional<Secret> maintenancePassword() {
        return cluster.maintenancePassword();
    }

    @Override
    public String name() {
        return cluster.name();
    }

    @Override
    public void close() {}
}
