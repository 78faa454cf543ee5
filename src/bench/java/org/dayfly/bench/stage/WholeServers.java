package org.dayfly.bench.stage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A dayfly with an embedded server, whose clients get whole servers. */
public final class WholeServers implements AutoCloseable {
    /** How many whole servers there may be; dayfly's default. */
    public static final int MOST = 20;

    private static final String IN_USE =
            "SELECT count(*) FROM registry.lease WHERE kind = 'server' AND state NOT IN ('warm', 'reserved')";
    private static final String NONE_READY = "SELECT CASE WHEN EXISTS (SELECT FROM registry.lease"
            + " WHERE kind = 'server' AND state IN ('warm', 'reserved')) THEN 0 ELSE 1 END";
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_MILLIS = 5;

    private final Dayfly dayfly;
    private final Path state;
    private final Jdbc registry;

    private WholeServers(Dayfly dayfly, Path state) {
        this.dayfly = dayfly;
        this.state = state;
        this.registry = Jdbc.socket(state.resolve("run").resolve(".s.PGSQL.5432"), "dayfly", "dayfly");
    }

    /**
     * Starts dayfly, and makes the first whole server, which takes longer than all others. Then drops it.
     *
     * @param folder a short name, because each whole server has a socket below this folder
     * @param settings as key=value
     */
    public static WholeServers start(Stage stage, String folder, List<String> settings) throws Exception {
        List<String> all = new ArrayList<>(List.of("reaper.interval=500ms", "databases.servers.max=" + MOST));
        all.addAll(settings);
        Path state = stage.folder().resolve(folder);
        WholeServers servers = new WholeServers(Dayfly.embedded(stage, state, all), state);
        servers.client().firstQuery().close();
        servers.drop();
        return servers;
    }

    public Path state() {
        return state;
    }

    public int port() {
        return dayfly.port();
    }

    /** A client that gets a whole server of its own. */
    public Jdbc client() {
        return dayfly.as("server");
    }

    /** Drops all whole servers that clients have had, and waits until they are gone and no other one is being made. */
    public void drop() throws SQLException {
        try (Connection connection = registry.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE registry.lease SET expires_at = now() WHERE kind = 'server' AND state = 'leased'");
            await(statement, IN_USE);
        }
    }

    /** Waits until a whole server is ready. */
    public void awaitReady() throws SQLException {
        try (Connection connection = registry.connect();
                Statement statement = connection.createStatement()) {
            await(statement, NONE_READY);
        }
    }

    private static void await(Statement statement, String query) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (count(statement, query) > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the registry does not come to rest: " + query);
            }
            Clock.sleep(LOOK_MILLIS);
        }
    }

    private static int count(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public void close() {
        dayfly.close();
    }
}
