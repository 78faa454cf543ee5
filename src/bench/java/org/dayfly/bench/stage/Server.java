package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.dayfly.cluster.embedded.BenchCluster;

/** The PostgreSQL server behind all contenders. */
public final class Server implements AutoCloseable {
    /** The name of an existing database and of the role that owns it. */
    public static final String TENANT = "bench";

    /** A role that logs in with a password. */
    public static final String GUEST = BenchCluster.BY_PASSWORD;

    /** The password of {@link #GUEST}. */
    public static final String PASSWORD = "correct-horse-battery-staple";

    /** The default limit of sessions. */
    public static final int SESSIONS = 2000;

    private static final int FEW = 50;
    private static final int LOOKS = 600;
    private static final long LOOK_MILLIS = 100;

    private final BenchCluster cluster;

    private Server(BenchCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Makes a server and starts it.
     *
     * @param sessions the limit of sessions
     */
    public static Server start(Stage stage, int sessions) throws Exception {
        Server server = stage.add(() -> new Server(BenchCluster.start(stage.newFolder("server"), sessions)));
        server.as(BenchCluster.ROLE, "postgres").execute("CREATE ROLE bench LOGIN");
        server.as(BenchCluster.ROLE, "postgres").execute("CREATE DATABASE bench OWNER bench");
        server.admin("postgres").execute("CREATE ROLE " + GUEST + " LOGIN PASSWORD '" + PASSWORD + "'");
        return server;
    }

    public int port() {
        return cluster.port();
    }

    public Path socketFolder() {
        return cluster.socketFolder();
    }

    /** Over TCP, as any role. */
    public Jdbc as(String role, String database) {
        return Jdbc.tcp(port(), role, database);
    }

    /** As the superuser. */
    public Jdbc admin(String database) {
        return as(BenchCluster.ROLE, database);
    }

    /** Over the Unix socket, as any role. */
    public Jdbc bySocket(String role, String database) {
        return Jdbc.socket(socketFolder().resolve(".s.PGSQL." + port()), role, database);
    }

    /** The URL of the server for the settings of dayfly. */
    String url(Backend backend) {
        return switch (backend) {
            case TCP -> "postgresql://" + BenchCluster.ROLE + "@127.0.0.1:" + port();
            case SOCKET -> "postgresql://" + BenchCluster.ROLE + "@/?host=" + socketFolder() + "&port=" + port();
        };
    }

    /** Starts a program under the server's account, with its settings in a file. */
    Child start(List<String> command, Path settings, String text) throws IOException {
        Files.writeString(settings, text);
        cluster.own(settings);
        return Child.start(cluster.command(command), settings.resolveSibling(settings.getFileName() + ".log"));
    }

    /** The server's version and those of its settings that are not PostgreSQL's defaults. */
    public String setting() throws SQLException {
        try (Connection connection = admin("postgres").connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 'PostgreSQL ' || current_setting('server_version') "
                        + "|| ': ' || string_agg(name || '=' || current_setting(name), ' ' ORDER BY name) "
                        + "FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level', "
                        + "'shared_buffers', 'max_connections', 'jit', 'io_method', 'max_wal_size')")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Waits until the backends of closed sessions have ended. */
    public void settle() throws SQLException, InterruptedException {
        for (int looks = 0; looks < LOOKS && sessions() > FEW; looks++) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private int sessions() throws SQLException {
        try (Connection connection = admin("postgres").connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
