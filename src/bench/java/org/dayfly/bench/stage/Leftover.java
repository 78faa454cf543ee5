package org.dayfly.bench.stage;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Something that must not be on a server when no client is left.
 *
 * @param what in words
 * @param query for rows of the registry, each of which is too much
 */
public record Leftover(String what, String query) {
    public static final Leftover WITHOUT_ROW = new Leftover(
            "not in the registry",
            "SELECT 'database', datname FROM pg_database WHERE datname LIKE 'dayfly\\_%' AND NOT EXISTS"
                    + " (SELECT FROM $.lease WHERE name = datname) UNION ALL"
                    + " SELECT 'role', rolname FROM pg_roles"
                    + " WHERE rolname LIKE 'dayfly\\_%' AND rolname <> 'dayfly_sealed' AND NOT EXISTS"
                    + " (SELECT FROM $.lease WHERE name = rolname)");

    public static final Leftover WITHOUT_DATABASE = new Leftover(
            "in the registry, but not on the server",
            "SELECT 'row', name, kind, state FROM $.lease WHERE state IN ('warm', 'reserved', 'leased', 'sealed')"
                    + " AND NOT EXISTS (SELECT FROM pg_database WHERE datname = name)");

    public static final Leftover WITHOUT_KEEPER = new Leftover(
            "rows without a living keeper",
            "SELECT name, state, keeper FROM $.lease WHERE state IN ('warm', 'reserved') AND NOT EXISTS"
                    + " (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
                    + " AND (classid::int8 << 32 | objid::int8) = hashtextextended('keeper ' || keeper, 0))");

    private static final long PATIENCE = 60_000;
    private static final long LOOK = 1_000;

    /** Waits a minute at most until nothing is left. Returns what is left then. */
    public Optional<String> remaining(RegistryReader registry) {
        return remaining(registry, PATIENCE);
    }

    /**
     * Waits until nothing is left. Returns what is left in the end.
     *
     * @param patience in milliseconds
     */
    public Optional<String> remaining(RegistryReader registry, long patience) {
        long deadline = Clock.now() + patience;
        while (true) {
            String found;
            try {
                List<String> rows = registry.rows(query);
                if (rows.isEmpty()) {
                    return Optional.empty();
                }
                found = rows.size() + ": " + String.join("; ", rows);
            } catch (SQLException e) {
                found = "query failed: " + e.getMessage();
            }
            if (Clock.now() > deadline || Thread.currentThread().isInterrupted()) {
                return Optional.of(what + ", " + found);
            }
            Clock.sleep(LOOK);
        }
    }
}
