package org.dayfly.bench.stage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** The databases that dayfly has handed out, from dayfly's registry on the server. */
public record Leases(Jdbc registry) {
    private static final String HANDED_OUT = "SELECT count(*) FROM registry.lease "
            + "WHERE state IN ('leased', 'reclaiming') AND kind = 'database' AND key IS NULL";
    private static final String MAKING = "SELECT count(*) FROM registry.lease WHERE state = 'creating'";
    private static final String ALL =
            "SELECT coalesce(string_agg(name || ' ' || state, ',' ORDER BY name), 'none') FROM registry.lease";
    private static final long SETTLED_MILLIS = 500;
    private static final int LOOKS = 60;
    private static final long PATIENCE_SECONDS = 600;
    private static final long LOOK_MILLIS = 5;

    public static Leases on(Server server) {
        return new Leases(server.admin("dayfly"));
    }

    /** Drops all databases without a key, and waits until the warm pool is full again. */
    public void sweep() throws SQLException, InterruptedException {
        dropAll();
        settle();
    }

    /** Expires all databases without a key, and waits until they are dropped. */
    public void dropAll() throws SQLException, InterruptedException {
        registry.execute("UPDATE registry.lease SET expires_at = now() WHERE state = 'leased' AND key IS NULL");
        await(HANDED_OUT);
    }

    /** Waits for a limited time until the registry does not change, because the warm pool is full again. */
    public void settle() throws SQLException, InterruptedException {
        await(MAKING); // a large copy may take longer than the registry is watched here
        try (Connection connection = registry.connect()) {
            String before = "";
            String now = first(connection, ALL);
            for (int looks = 0; looks < LOOKS && !now.equals(before); looks++) {
                Thread.sleep(SETTLED_MILLIS);
                before = now;
                now = first(connection, ALL);
            }
        }
    }

    /**
     * Waits until so many copies of a source are ready, nothing is being made or dropped, and the server is quiet.
     *
     * @param source a key
     */
    public void awaitReady(String source, int count) throws SQLException, InterruptedException {
        await("SELECT abs(count(*) FILTER (WHERE state IN ('warm', 'reserved') AND source = '" + source + "') - "
                + count + ") + count(*) FILTER (WHERE state IN ('creating', 'reclaiming')) FROM registry.lease");
        settle(); // sessions are opened on what is ready, which the registry does not tell
    }

    /** Waits until the database of a key has a snapshot, which dayfly takes after a rest of two seconds. */
    public void awaitSnapshot(String key) throws SQLException, InterruptedException {
        await("SELECT count(*) FROM registry.lease AS l WHERE state = 'leased' AND key = '" + key + "' AND NOT EXISTS ("
                + "SELECT FROM registry.lease AS s WHERE s.sealed_from = l.name AND s.state = 'sealed')");
    }

    /** Expires a database, and waits until it is dropped. */
    public void drop(String database) throws SQLException, InterruptedException {
        registry.execute("UPDATE registry.lease SET expires_at = now() WHERE name = '" + database + "'");
        await("SELECT count(*) FROM registry.lease WHERE name = '" + database + "'");
    }

    /** The number of databases without a key. */
    public int count() throws SQLException {
        try (Connection connection = registry.connect()) {
            return count(connection, HANDED_OUT);
        }
    }

    private void await(String query) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Connection connection = registry.connect()) {
            while (count(connection, query) > 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the registry does not come to rest: " + query);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static int count(Connection connection, String query) throws SQLException {
        return Integer.parseInt(first(connection, query));
    }

    private static String first(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
