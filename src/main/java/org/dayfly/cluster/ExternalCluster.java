package org.dayfly.cluster;

import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.Secret;

/** A server that the team already has. dayfly neither starts nor stops this server. */
public final class ExternalCluster implements Cluster {
    private final MaintenanceConnector connector;

    private ExternalCluster(MaintenanceConnector connector) {
        this.connector = connector;
    }

    /**
     * The server at a URL. This method opens no connection.
     *
     * <p>The password comes from the URL, or else from PGPASSWORD, or else from the password file. The line of the
     * password file must be for database {@code postgres} or {@code *}, as libpq looks it up. If there is no password,
     * dayfly logs in without one.
     *
     * @throws ClusterException if the password file can't be read, if there are no certificates to verify the server's
     *     certificate with, or if its Unix socket can't be used on this machine
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
        return new ExternalCluster(new MaintenanceConnector(
                endpoint(url, platform), url.role(), password, url.isLocal() ? ServerTls.NONE : tls(url, environment)));
    }

    /** Adds libpq's own file of certificates, if that file exists and the URL names no other file. */
    private static ServerTls tls(ServerUrl url, Map<String, String> environment) {
        Optional<Path> customary = Optional.ofNullable(environment.get("HOME"))
                .map(home -> PathText.read(home, why -> new ClusterException("HOME " + why))
                        .resolve(".postgresql/root.crt"))
                .filter(Files::isReadable);
        ServerTls tls = url.tls().orRoots(customary);
        if (tls.mode().verifies() && tls.roots().isEmpty() && !tls.bySystem()) {
            throw new ClusterException("servers asks for sslmode=" + tls.mode().word()
                    + ", but there are no certificates to verify the server with; add sslrootcert=FILE, or"
                    + " sslrootcert=system with sslmode=verify-full");
        }
        return tls;
    }

    private static Endpoint endpoint(ServerUrl url, Platform platform) {
        if (!url.isLocal()) {
            return new TcpEndpoint(url.host(), url.port());
        }
        if (!platform.hasUnixSockets()) {
            throw new ClusterException("servers names a Unix socket, " + url.host()
                    + ", which dayfly can't use on this platform; name a host and a port");
        }
        UnixEndpoint socket = new UnixEndpoint(
                PathText.read(
                        url.host(), why -> new ClusterException("servers names a folder of a Unix socket that " + why)),
                url.port());
        if (!socket.fits()) {
            throw new ClusterException("the path of the Unix socket " + socket.place()
                    + " is too long for the operating system; let the server make it in another folder");
        }
        return socket;
    }

    @Override
    public SocketAddress address() {
        return connector.endpoint().address();
    }

    @Override
    public ServerTls tls() {
        return connector.tls();
    }

    @Override
    public String maintenanceRole() {
        return connector.role();
    }

    @Override
    public Optional<Secret> maintenancePassword() {
        return connector.password();
    }

    /** False: another proxy may connect to this server in another way, and roles need passwords there. */
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
    public String name() {
        return connector.role() + "@" + connector.endpoint().place();
    }

    @Override
    public void close() {
        // The server keeps running.
    }
}
