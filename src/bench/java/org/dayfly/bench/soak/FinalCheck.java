package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.util.List;
import org.dayfly.bench.soak.Tally.Problem;

/** Checks, when no client is left, that the server has what the registry lists, and nothing else. */
final class FinalCheck {
    private static final long PATIENCE = 60_000;
    /** The longest ttl plus the time that drops take. */
    private static final long LIFE = 150_000;

    private static final long LOOK = 1_000;

    /** Databases of clients, which must all expire by themselves. */
    private static final String IN_SERVICE = "SELECT name, state, key, coalesce(reason, '-'), attempts FROM $.lease"
            + " WHERE kind = 'database' AND state IN ('leased', 'reclaiming')";

    private static final String WITHOUT_ROW =
            "SELECT 'database', datname FROM pg_database WHERE datname LIKE 'dayfly\\_%' AND NOT EXISTS"
                    + " (SELECT FROM $.lease WHERE name = datname) UNION ALL"
                    + " SELECT 'role', rolname FROM pg_roles"
                    + " WHERE rolname LIKE 'dayfly\\_%' AND rolname <> 'dayfly_sealed' AND NOT EXISTS"
                    + " (SELECT FROM $.lease WHERE name = rolname)";

    private static final String WITHOUT_DATABASE =
            "SELECT 'row', name, kind, state FROM $.lease WHERE state IN ('warm', 'reserved', 'leased', 'sealed')"
                    + " AND NOT EXISTS (SELECT FROM pg_database WHERE datname = name)";

    private static final String WITHOUT_KEEPER =
            "SELECT name, state, keeper FROM $.lease WHERE state IN ('warm', 'reserved') AND NOT EXISTS"
                    + " (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
                    + " AND (classid::int8 << 32 | objid::int8) = hashtextextended('keeper ' || keeper, 0))";

    private static final String SESSIONS =
            "SELECT datname, usename, state, query FROM pg_stat_activity WHERE usename LIKE 'dayfly%'";

    /** Sessions on databases that are neither warm nor committed ahead, nor being made or reclaimed. */
    private static final String STRAY_SESSIONS = SESSIONS
            + " AND datname LIKE 'dayfly\\_%' AND NOT EXISTS"
            + " (SELECT FROM $.lease WHERE name = datname AND state IN ('warm', 'reserved', 'creating', 'reclaiming'))";

    private static final String LOCKS = "SELECT pid, classid, objid FROM pg_locks WHERE locktype = 'advisory'";
    private static final String PREPARED = "SELECT database, gid FROM pg_prepared_xacts";
    private static final String AHEAD = "SELECT name, state FROM $.lease WHERE state IN ('warm', 'reserved')";

    private final RegistryView registry;
    private final Judge judge;

    FinalCheck(RegistryView registry, Judge judge) {
        this.registry = registry;
        this.judge = judge;
    }

    /** Waits, while both proxies run, until all is as it must be, and reports the rest. */
    void whileRunning() {
        none(Problem.LEFT, "databases of clients are left", IN_SERVICE, LIFE);
        none(Problem.ORPHANED, "not in the registry", WITHOUT_ROW);
        none(Problem.ORPHANED, "in the registry, but not on the server", WITHOUT_DATABASE);
        none(Problem.RESERVED, "rows without a living keeper", WITHOUT_KEEPER);
        none(Problem.LEFT, "sessions on databases without a client", STRAY_SESSIONS);
        none(Problem.LEFT, "prepared transactions", PREPARED);
    }

    /** After both have ended. */
    void afterwards() {
        none(Problem.LEFT, "sessions of dayfly and its roles", SESSIONS);
        none(Problem.LEFT, "advisory locks", LOCKS);
        none(Problem.RESERVED, "rows of proxies that have ended", AHEAD);
        none(Problem.ORPHANED, "not in the registry", WITHOUT_ROW);
        none(Problem.ORPHANED, "in the registry, but not on the server", WITHOUT_DATABASE);
    }

    private void none(Problem problem, String what, String query) {
        none(problem, what, query, PATIENCE);
    }

    private void none(Problem problem, String what, String query, long patience) {
        long deadline = Clock.now() + patience;
        while (true) {
            String found;
            try {
                List<String> rows = registry.rows(query);
                if (rows.isEmpty()) {
                    return;
                }
                found = rows.size() + ": " + String.join("; ", rows);
            } catch (SQLException e) {
                found = "query failed: " + e.getMessage();
            }
            if (Clock.now() > deadline || Thread.currentThread().isInterrupted()) {
                judge.problem(problem, what + ", " + found);
                return;
            }
            Clock.sleep(LOOK);
        }
    }
}
