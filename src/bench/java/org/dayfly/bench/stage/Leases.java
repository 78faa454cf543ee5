package org.dayfly.bench.stage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** The databases that dayfly has handed out, as its registry on the server tells. */
public record Leases(Jdbc registry) {
    private static final String HANDED_OUT = "SELECT count(*) FROM lease "
            + "WHERE state IN ('leased', 'reclaiming') AND kind = 'database' AND key IS NULL";
    private static final long PATIENCE_SECONDS = 600;
    private static final long LOOK_MILLIS = 5;

    public static Leases on(Server server) {
        return new Leases(server.admin("dayfly"));
    }

    /** Lets the time of all that have no key be over, and waits until they are dropped. */
    public void sweep() throws SQLException, InterruptedException {
        registry.execute("UPDATE lease SET expires_at = now() WHERE state = 'leased' AND key IS NULL");
        awaitGone();
    }

    /** Lets the time of one be over, and waits until it is dropped. */
    public void drop(String database) throws SQLException, InterruptedException {
        registry.execute("UPDATE lease SET expires_at = now() WHERE name = '" + database + "'");
        await("SELECT count(*) FROM lease WHERE name = '" + database + "'");
    }

    /** How many there are without a key. */
    public int count() throws SQLException {
        try (Connection connection = registry.connect()) {
            return count(connection, HANDED_OUT);
        }
    }

    /** Waits until none without a key is left. */
    public void awaitGone() throws SQLException, InterruptedException {
        await(HANDED_OUT);
    }

    private void await(String query) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Connection connection = registry.connect()) {
            while (count(connection, query) > 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("databases are left that should have been dropped");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static int count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
