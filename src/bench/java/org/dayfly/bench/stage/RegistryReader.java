package org.dayfly.bench.stage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.embedded.OwnServer;

/** Reads the registry of a server as a superuser, without dayfly. Its tables may be in either of two schemas. */
public final class RegistryReader {
    /** Overrides strange defaults of the server. */
    private static final String OPTIONS = "-c default_transaction_isolation=read\\ committed -c search_path=pg_catalog"
            + " -c statement_timeout=15s -c lock_timeout=15s -c idle_session_timeout=0 -c DateStyle=ISO"
            + " -c default_transaction_read_only=off -c application_name=reader";

    private static final long PATIENCE = 60_000;
    private static final long LOOK = 50;

    private final OwnServer server;
    private String schema = "";

    public RegistryReader(OwnServer server) {
        this.server = server;
    }

    public Connection connect(String database) throws SQLException {
        return server.admin(database, OPTIONS);
    }

    /** Rows as text, with a blank between columns. {@code $} in the query stands for the registry's schema. */
    public List<String> rows(String query) throws SQLException {
        try (Connection connection = connect("dayfly");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.replace("$", schema(connection)))) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                found.add(row.toString());
            }
            return found;
        }
    }

    /** The schema is looked up again until the registry has its tables. */
    private synchronized String schema(Connection connection) throws SQLException {
        if (schema.isEmpty()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT CASE WHEN to_regclass('registry.lease') IS NOT NULL"
                            + " THEN 'registry' WHEN to_regclass('public.lease') IS NOT NULL THEN 'public' END")) {
                row.next();
                String found = row.getString(1);
                if (found == null) {
                    return "registry";
                }
                schema = found;
            }
        }
        return schema;
    }

    /** Waits until the server, which was just started, answers. */
    public void awaitServer() throws SQLException {
        long deadline = Clock.now() + PATIENCE;
        while (true) {
            try (Connection connection = connect("postgres")) {
                connection.isValid(1);
                return;
            } catch (SQLException e) {
                if (Clock.now() > deadline) {
                    throw e;
                }
                Clock.sleep(LOOK);
            }
        }
    }
}
