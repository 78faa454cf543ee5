package org.dayfly.bench.soak;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.embedded.OwnServer;

/** Reads the registry as a superuser, without dayfly. Its tables may be in either of two schemas. */
final class RegistryView {
    /** Overrides the strange defaults of the server. */
    private static final String OPTIONS = "-c default_transaction_isolation=read\\ committed -c search_path=pg_catalog"
            + " -c statement_timeout=15s -c lock_timeout=15s -c idle_session_timeout=0 -c DateStyle=ISO"
            + " -c default_transaction_read_only=off -c application_name=soak";

    private static final long MEMORY = 120_000;
    private static final int TRIES = 60;
    private static final long PAUSE = 500;

    private final OwnServer server;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private String schema = "";

    RegistryView(OwnServer server) {
        this.server = server;
    }

    /** How many databases there were at a moment, by address of the client. */
    private record Sample(long moment, int taken, int reserved, Map<String, Integer> byAddress) {}

    Connection connect(String database) throws SQLException {
        return server.admin(database, OPTIONS);
    }

    /** Rows as text, with a blank between columns. {@code $} in the query stands for the registry's schema. */
    List<String> rows(String query) throws SQLException {
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

    private synchronized String schema(Connection connection) throws SQLException {
        if (schema.isEmpty()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT CASE WHEN to_regclass('registry.lease') IS NULL"
                            + " THEN 'public' ELSE 'registry' END")) {
                row.next();
                schema = row.getString(1);
            }
        }
        return schema;
    }

    /** Counts the databases of now. Does nothing while the server is down. */
    void sample() {
        try {
            int reserved = Integer.parseInt(rows("SELECT count(*) FROM $.lease WHERE state = 'reserved'")
                    .get(0));
            int taken = reserved;
            Map<String, Integer> byAddress = new HashMap<>();
            for (String row : rows(
                    "SELECT coalesce(host(client), '-'), count(*) FROM $.lease WHERE state = 'leased' GROUP BY 1")) {
                String[] cells = row.split(" ", 2);
                byAddress.put(cells[0], Integer.valueOf(cells[1]));
                taken += Integer.parseInt(cells[1]);
            }
            synchronized (this) {
                long now = Clock.now();
                samples.addLast(new Sample(now, taken, reserved, byAddress));
                while (samples.getFirst().moment < now - MEMORY) {
                    samples.removeFirst();
                }
            }
        } catch (SQLException e) {
            // Faults are part of the soak: the next sample will do.
        }
    }

    synchronized int mostTaken(long from, long to) {
        return samples.stream()
                .filter(sample -> sample.moment >= from && sample.moment <= to)
                .mapToInt(Sample::taken)
                .max()
                .orElse(0);
    }

    synchronized int mostReserved(long from, long to) {
        return samples.stream()
                .filter(sample -> sample.moment >= from && sample.moment <= to)
                .mapToInt(Sample::reserved)
                .max()
                .orElse(0);
    }

    /** The largest number of databases of an address. */
    synchronized int mostOf(String address, long from, long to) {
        return samples.stream()
                .filter(sample -> sample.moment >= from && sample.moment <= to)
                .mapToInt(sample -> sample.byAddress.getOrDefault(address, 0))
                .max()
                .orElse(0);
    }

    /** State and reason of a database in the registry, once the server is up; empty if there is no row. */
    String entry(String name) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<String> found = find(name);
            if (found.isPresent()) {
                return found.get();
            }
            Clock.sleep(PAUSE);
        }
        return "unknown";
    }

    private Optional<String> find(String name) {
        try {
            return Optional.of(String.join(
                    " ",
                    rows("SELECT state || ' ' || coalesce(reason, '') FROM $.lease WHERE name = '" + name
                            + "' UNION ALL SELECT 'reclaimed ' || reason FROM $.reclaimed WHERE name = '" + name
                            + "'")));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }
}
