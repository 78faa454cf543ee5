package org.dayfly.cluster;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.Secret;
import org.dayfly.config.ServerUrl;

/** A server that the team already has; it is neither started nor stopped. */
public final class ExternalCluster implements Cluster {
    private final MaintenanceConnector connector;

    private ExternalCluster(MaintenanceConnector connector) {
        this.connector = connector;
    }

    /**
     * The server at a URL. Nothing is connected as yet.
     *
     * <p>The password is the URL's, else PGPASSWORD's, else the password file's for database {@code *} or any that it
     * names, as libpq would find it; where there is none the server has to do without.
     *
     * @throws ClusterException where the password file can't be read
     */
    public static ExternalCluster at(ServerUrl url) {
        return at(url, System.getenv(), Platform.here());
    }

    static ExternalCluster at(ServerUrl url, Map<String, String> environment, Platform platform) {
        Optional<Secret> password = url.password()
                .or(() -> Optional.ofNullable(environment.get("PGPASSWORD"))
                        .filter(value -> !value.isEmpty())
                        .map(Secret::new))
                .or(() -> PasswordFile.of(environment, platform).find(url));
        return new ExternalCluster(
                MaintenanceConnector.external(new TcpEndpoint(url.host(), url.port()), url.role(), password));
    }

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

    @Override
    public Connection connect(String database) throws SQLException {
        return connector.connect(database);
    }

    @Override
    public String name() {
        TcpEndpoint endpoint = (TcpEndpoint) connector.endpoint();
        return connector.role() + "@" + endpoint.host() + ":" + endpoint.port();
    }

    @Override
    public void close() {
        // It goes on without us.
    }
}
