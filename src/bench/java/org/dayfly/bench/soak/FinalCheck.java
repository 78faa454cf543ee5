package org.dayfly.bench.soak;

import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Leftover;
import org.dayfly.bench.stage.RegistryReader;

/** Checks, when no client is left, that the server has what the registry lists, and nothing else. */
final class FinalCheck {
    /** The longest ttl plus the time that drops take. */
    private static final long LIFE = 150_000;

    /** Databases of clients, which must all expire by themselves. */
    private static final String IN_SERVICE = "SELECT name, state, key, coalesce(reason, '-'), attempts FROM $.lease"
            + " WHERE kind = 'database' AND state IN ('leased', 'reclaiming')";

    private static final String SESSIONS =
            "SELECT datname, usename, state, query FROM pg_stat_activity WHERE usename LIKE 'dayfly%'";

    /** Sessions on databases that are neither warm nor committed ahead, nor being made or reclaimed. */
    private static final String STRAY_SESSIONS = SESSIONS
            + " AND datname LIKE 'dayfly\\_%' AND NOT EXISTS"
            + " (SELECT FROM $.lease WHERE name = datname AND state IN ('warm', 'reserved', 'creating', 'reclaiming'))";

    private static final String LOCKS = "SELECT pid, classid, objid FROM pg_locks WHERE locktype = 'advisory'";
    private static final String PREPARED = "SELECT database, gid FROM pg_prepared_xacts";
    private static final String AHEAD = "SELECT name, state FROM $.lease WHERE state IN ('warm', 'reserved')";

    private final RegistryReader registry;
    private final Judge judge;

    FinalCheck(RegistryReader registry, Judge judge) {
        this.registry = registry;
        this.judge = judge;
    }

    /** Waits, while both proxies run, until all is as it must be, and reports the rest. */
    void whileRunning() {
        new Leftover("databases of clients are left", IN_SERVICE)
                .remaining(registry, LIFE)
                .ifPresent(found -> judge.problem(Problem.LEFT, found));
        none(Problem.ORPHANED, Leftover.WITHOUT_ROW);
        none(Problem.ORPHANED, Leftover.WITHOUT_DATABASE);
        none(Problem.RESERVED, Leftover.WITHOUT_KEEPER);
        none(Problem.LEFT, "sessions on databases without a client", STRAY_SESSIONS);
        none(Problem.LEFT, "prepared transactions", PREPARED);
    }

    /** After both have ended. */
    void afterwards() {
        none(Problem.LEFT, "sessions of dayfly and its roles", SESSIONS);
        none(Problem.LEFT, "advisory locks", LOCKS);
        none(Problem.RESERVED, "rows of proxies that have ended", AHEAD);
        none(Problem.ORPHANED, Leftover.WITHOUT_ROW);
        none(Problem.ORPHANED, Leftover.WITHOUT_DATABASE);
    }

    private void none(Problem problem, String what, String query) {
        none(problem, new Leftover(what, query));
    }

    private void none(Problem problem, Leftover leftover) {
        leftover.remaining(registry).ifPresent(found -> judge.problem(problem, found));
    }
}
