package org.dayfly.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dayfly.config.value.Secret;
import org.dayfly.sql.Query;

/** Loads dumps by psql into the server itself, as its superuser. Close drops all that was made. */
final class PlainServer implements AutoCloseable {
    private static final Query<String> ROLES =
            new Query<>("SELECT rolname FROM pg_roles ORDER BY 1", row -> row.getString(1));

    private final TestedServer server;
    private final List<String> rolesBefore;
    private final List<String> databases = new ArrayList<>();
    private final Map<Dump, Inventory> inventories = new HashMap<>();

    PlainServer(TestedServer server) throws SQLException {
        this.server = server;
        rolesBefore = roles();
    }

    void load(Dump dump) throws SQLException, IOException, InterruptedException {
        for (String role : dump.roles()) {
            server.sql("postgres", "CREATE ROLE " + role);
        }
        String database = dump.database().orElse("field_plain");
        databases.add(database);
        server.sql("postgres", "DROP DATABASE IF EXISTS " + database);
        if (dump.database().isEmpty()) {
            server.sql("postgres", "CREATE DATABASE field_plain TEMPLATE template0");
        }
        InetSocketAddress address = (InetSocketAddress) server.admin().address();
        psql(
                address.getPort(),
                server.admin().maintenanceRole(),
                server.admin().maintenancePassword().map(Secret::value).orElse(""),
                dump.database().isEmpty() ? database : "postgres",
                dump);
        inventories.put(dump, Inventory.of(server, database));
    }

    Inventory inventory(Dump dump) {
        return java.util.Objects.requireNonNull(inventories.get(dump));
    }

    /** Runs psql on a dump without ON_ERROR_STOP, and returns the output. */
    static String psql(int port, String user, String password, String database, Dump dump)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("psql", "-Xq", "-f", dump.file().toString());
        builder.environment()
                .putAll(Map.of(
                        "PGHOST",
                        "127.0.0.1",
                        "PGPORT",
                        "" + port,
                        "PGUSER",
                        user,
                        "PGPASSWORD",
                        password,
                        "PGDATABASE",
                        database,
                        "PGOPTIONS",
                        "-ctimezone=UTC"));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("psql gave up: " + output);
        }
        return output;
    }

    private List<String> roles() throws SQLException {
        try (Connection connection = server.admin().connect("postgres")) {
            return ROLES.all(connection);
        }
    }

    @Override
    public void close() throws SQLException {
        for (String database : databases) {
            server.sql("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
        }
        for (String role : roles()) {
            if (!rolesBefore.contains(role)) {
                server.sql("postgres", "DROP OWNED BY " + role);
                server.sql("postgres", "DROP ROLE " + role);
            }
        }
    }
}
