package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.util.List;
import org.dayfly.bench.soak.Tally.Problem;

/** What must hold when no client is left: on the server is what the registry lists, and nothing else. */
final class FinalCheck {
    private static final long PATIENCE = 60_000;
    /** The longest ttl, and the time that drops take. */
    private static final long LIFE = 150_000;

    private static final long LOOK = 1_000;

    /** Databases for clients: all must be over by themselves. */
    private static final String IN_SERVICE = "SELECT name, state, key, coalesce(reason, '-'), attempts FROM $.lease"
            + " WHERE kind = 'database' AND state IN ('leased', 'reclaiming')";

    private static final String WITHOUT_ROW =
            "SELECT 'database', datname FROM pg_database WHERE datname LIKE 'dayfly\\_%' AND NOT EXISTS"
                    + " (SELECT FROM $.lease WHERE name = datname) UNION ALL"
                    + " SELECT 'role', rolname FROM pg_roles"
                    + " WHERE rolname LIKE 'dayfly\\_%' AND rolname <> 'dayfly_sealed' AND NOT EXISTS"
                    + " (SELECT FROM $.lease WHERE name = rolname)";

    private static final String WITHOUT_DATABASE =
            "SELECT 'row', name, kind, state FROM $.lease WHERE state IN ('warm', 'promised', 'leased', 'sealed')"
                    + " AND NOT EXISTS (SELECT FROM pg_database WHERE datname = name)";

    private static final String WITHOUT_KEEPER =
            "SELECT name, state, keeper FROM $.lease WHERE state IN ('warm', 'promised') AND NOT EXISTS"
                    + " (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
                    + " AND (classid::int8 << 32 | objid::int8) = hashtextextended('keeper ' || keeper, 0))";

    private static final String SESSIONS =
            "SELECT datname, usename, state, query FROM pg_stat_activity WHERE usename LIKE 'dayfly%'";

    /** Sessions that are open ahead are on databases that are made ahead, and nowhere else. */
    private static final String STRAY_SESSIONS = SESSIONS
            + " AND datname LIKE 'dayfly\\_%' AND NOT EXISTS"
            + " (SELECT FROM $.lease WHERE name = datname AND state IN ('warm', 'promised', 'creating', 'reclaiming'))";

    private static final String LOCKS = "SELECT pid, classid, objid FROM pg_locks WHERE locktype = 'advisory'";
    private static final String PREPARED = "SELECT database, gid FROM pg_prepared_xacts";
    private static final String AHEAD = "SELECT name, state FROM $.lease WHERE state IN ('warm', 'promised')";

    private final RegistryView registry;
    private final Judge judge;

    FinalCheck(RegistryView registry, Judge judge) {
        this.registry = registry;
        this.judge = judge;
    }

    /** While both proxies run, and before long all is as it must be: what is not is reported. */
    void whileRunning() {
        none(Problem.LEFT, "databases for clients are left", IN_SERVICE, LIFE);
        none(Problem.ORPHANED, "the registry does not list", WITHOUT_ROW);
        none(Problem.ORPHANED, "the registry lists what is not there", WITHOUT_DATABASE);
        none(Problem.PROMISED, "rows without a living keeper", WITHOUT_KEEPER);
        none(Problem.LEFT, "sessions on databases that nobody is in", STRAY_SESSIONS);
        none(Problem.LEFT, "prepared transactions", PREPARED);
    }

    /** After both have ended. */
    void afterwards() {
        none(Problem.LEFT, "sessions of dayfly and its roles", SESSIONS);
        none(Problem.LEFT, "advisory locks", LOCKS);
        none(Problem.PROMISED, "rows of proxies that have ended", AHEAD);
        none(Problem.ORPHANED, "the registry does not list", WITHOUT_ROW);
        none(Problem.ORPHANED, "the registry lists what is not there", WITHOUT_DATABASE);
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
                found = "could not be asked: " + e.getMessage();
            }
            if (Clock.now() > deadline || Thread.currentThread().isInterrupted()) {
                judge.problem(problem, what + ", " + found);
                return;
            }
            Clock.sleep(LOOK);
        }
    }
}
