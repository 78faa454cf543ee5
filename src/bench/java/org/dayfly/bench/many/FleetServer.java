package org.dayfly.bench.many;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.bench.stage.RegistryReader;
import org.dayfly.cluster.embedded.OwnServer;

/** One of several PostgreSQL servers. It can be killed, and started again with its data. Safe for any thread. */
final class FleetServer implements AutoCloseable {
    // Processes are killed, the machine is not: what a server has written is there without fsync too.
    private static final String WITHOUT_FSYNC = "fsync = off\n";

    private static final String SETTINGS = """
            max_connections = 400
            shared_buffers = 64MB
            """;

    private final String name;
    private final int major;
    private final OwnServer server;
    private final RegistryReader registry;
    private String tag = "";
    private boolean closed;

    private FleetServer(String name, int major, OwnServer server) {
        this.name = name;
        this.major = major;
        this.server = server;
        this.registry = new RegistryReader(server);
    }

    /** Makes a server with a role for dayfly, as the README says. */
    static FleetServer start(Path folder, String name, int major, int port) throws IOException, SQLException {
        return start(folder, name, major, port, WITHOUT_FSYNC);
    }

    /** The same, but each commit waits for the disk. */
    static FleetServer durable(Path folder, String name, int major, int port) throws IOException, SQLException {
        return start(folder, name, major, port, "");
    }

    private static FleetServer start(Path folder, String name, int major, int port, String settings)
            throws IOException, SQLException {
        OwnServer server = OwnServer.start(folder.resolve("state"), major, port, SETTINGS + settings);
        FleetServer made = new FleetServer(name, major, server);
        try (Connection connection = made.registry.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE dayfly LOGIN CREATEDB CREATEROLE PASSWORD 'pw'");
            return made;
        } catch (SQLException e) {
            made.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    int major() {
        return major;
    }

    Path log() {
        return server.log();
    }

    RegistryReader registry() {
        return registry;
    }

    int port() {
        return server.port();
    }

    /** The URL of the server for the settings of dayfly. */
    String url() {
        return "postgresql://dayfly:pw@127.0.0.1:" + server.port();
    }

    /** The letters in the names of the server's databases, once a dayfly has used the server. */
    synchronized String tag() throws SQLException {
        if (tag.isEmpty()) {
            tag = registry.rows("SELECT tag FROM $.installation").get(0);
        }
        return tag;
    }

    /** A number that a query of the registry finds. */
    int count(String query) throws SQLException {
        return Integer.parseInt(registry.rows(query).get(0));
    }

    synchronized void kill() {
        server.kill();
    }

    /** Starts the server again and waits until the server answers. */
    void startAgain() throws IOException, SQLException {
        synchronized (this) {
            if (closed) {
                throw new IOException(name + " is not started again: the run is over");
            }
            server.start();
        }
        registry.awaitServer();
    }

    @Override
    public synchronized void close() {
        closed = true;
        server.close();
    }
}
