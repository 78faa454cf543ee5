package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.dayfly.cluster.Cluster;

/**
 * Reads and changes the registry for tests, without dayfly. Only this class, {@link LeaseRows}, {@link LeaseChanges}
 * and the tests of the schema name the tables and columns of the registry.
 */
public final class RegistryProbe {
    static final String DATABASE = "dayfly";

    private final RegistrySession session;

    private RegistryProbe(RegistrySession session) {
        this.session = session;
    }

    /** In a connection to the registry database, and in its transaction if there is one. */
    public static RegistryProbe in(Connection connection) {
        return new RegistryProbe(new RegistrySession.Open(connection));
    }

    /** In a new connection for each question. */
    public static RegistryProbe on(Cluster cluster) {
        return new RegistryProbe(new RegistrySession.Each(cluster));
    }

    /** All rows of the table of leases. */
    public LeaseRows all() {
        return new LeaseRows(session, "true");
    }

    public LeaseRows of(DatabaseName name) {
        return of(name.value());
    }

    public LeaseRows of(String name) {
        return all().where("name = " + literal(name));
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String interval(Duration duration) {
        return "interval '" + duration + "'";
    }

    /** Whether neither the server nor the registry knows a database or a role of this name. */
    public boolean isGone(String name) throws SQLException {
        return session.ask(
                        "SELECT count(*) FROM (SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
                                + " UNION ALL SELECT name FROM registry.lease) AS names (name) WHERE name = "
                                + literal(name))
                .equals("0");
    }

    /**
     * What differs between the server and the registry, or is unfinished; empty if the databases and roles on the server
     * are those in the registry, all of them are whole, and one dayfly at most keeps warm databases.
     */
    public String leftovers() throws SQLException {
        return session.ask("""
                SELECT concat_ws('; ',
                    (SELECT 'databases not in the registry: ' || string_agg(datname, ' ') FROM pg_database
                     WHERE datname LIKE 'dayfly\\_%' AND datname NOT IN (SELECT name FROM registry.lease)),
                    (SELECT 'no such database: ' || string_agg(name, ' ') FROM registry.lease
                     WHERE name NOT IN (SELECT datname FROM pg_database)),
                    (SELECT 'roles not in the registry: ' || string_agg(rolname, ' ') FROM pg_roles
                     WHERE rolname ~ '^dayfly_[a-z2-7]{10,16}$'
                       AND rolname NOT IN (SELECT name FROM registry.lease WHERE kind = 'database')),
                    (SELECT 'no such role: ' || string_agg(name, ' ') FROM registry.lease
                     WHERE kind = 'database' AND name NOT IN (SELECT rolname FROM pg_roles)),
                    (SELECT 'several keepers' FROM registry.lease HAVING count(DISTINCT keeper) > 1),
                    (SELECT 'unfinished: ' || string_agg(name || ' ' || state, ', ') FROM registry.lease
                     WHERE state IN ('creating', 'reclaiming')))""");
    }

    /** The number of keys of this prefix with a snapshot of the last rest of their database. */
    public int upToDateSnapshots(String keyPrefix) throws SQLException {
        return Integer.parseInt(session.ask("""
                SELECT count(*) FROM registry.lease AS it JOIN registry.lease AS source ON source.name = it.sealed_from
                WHERE it.state = 'sealed' AND it.stamp = source.last_rest::text AND source.key LIKE '%s%%'""".formatted(keyPrefix)));
    }

    /** The names of the dropped databases, in order. */
    public List<String> reclaimed() throws SQLException {
        return LeaseRows.words(session.ask("SELECT string_agg(name, ' ' ORDER BY name) FROM registry.reclaimed"));
    }

    /** The reason why a database was dropped. */
    public String reclaimedFor(String name) throws SQLException {
        return session.ask("SELECT reason FROM registry.reclaimed WHERE name = " + literal(name));
    }

    public String reclaimedFor(DatabaseName name) throws SQLException {
        return reclaimedFor(name.value());
    }

    /** The time that was over for a dropped database. */
    public Duration reclaimedAfter(DatabaseName name) throws SQLException {
        return LeaseRows.seconds(session.ask("SELECT extract(epoch FROM term) FROM registry.reclaimed WHERE name = "
                        + literal(name.value())))
                .orElseThrow();
    }

    /** The row of a key in the directory: the tag of the server, the generation, and whether it is confirmed. */
    public String inDirectory(Key key) throws SQLException {
        return session.ask("SELECT concat_ws(' ', server, generation, made) FROM registry.directory WHERE key = "
                + literal(key.value()));
    }

    /** As if the row of a key had not changed for some time. */
    public void ageInDirectory(Key key, Duration age) throws SQLException {
        session.run("UPDATE registry.directory SET changed_at = now() - " + interval(age) + " WHERE key = "
                + literal(key.value()));
    }

    /** As if the directory were lost. */
    public void forgetDirectory() throws SQLException {
        session.run("DELETE FROM registry.directory");
    }

    /** How many proxies are listed. */
    public int proxies() throws SQLException {
        return addressesOfProxies().size();
    }

    public List<String> addressesOfProxies() throws SQLException {
        return LeaseRows.words(session.ask("SELECT string_agg(address, ' ') FROM registry.proxy"));
    }

    /** As if a proxy had died some time ago. */
    public void addProxy(Duration ago) throws SQLException {
        session.run(
                "INSERT INTO registry.proxy (id, address, version, seen_at) VALUES (1, 'dead:6432', 'dayfly', now() - "
                        + interval(ago) + ")");
    }

    public void forgetReclaimed() throws SQLException {
        session.run("DELETE FROM registry.reclaimed");
    }

    /** As if an idle database had been dropped some time ago. */
    public void addReclaimed(DatabaseName name, Duration ago) throws SQLException {
        session.run("INSERT INTO registry.reclaimed (name, reason, created_at, reclaimed_at) VALUES ("
                + literal(name.value()) + ", 'idle', now(), now() - " + interval(ago) + ")");
    }

    /** As if another dayfly made a database. */
    public void addUnfinished(DatabaseName name) throws SQLException {
        session.run("INSERT INTO registry.lease (name, state, expires_at) VALUES (" + literal(name.value())
                + ", 'creating', now())");
    }

    /** As if another dayfly made a database for a key. */
    public void addUnfinished(DatabaseName name, Key key) throws SQLException {
        session.run("INSERT INTO registry.lease (name, key, state, expires_at) VALUES (" + literal(name.value()) + ", "
                + literal(key.value()) + ", 'creating', now())");
    }

    /** As if a dayfly kept a warm database of this name. */
    public void addWarm(DatabaseName name, long keeper) throws SQLException {
        session.run("INSERT INTO registry.lease (name, state, keeper, expires_at) VALUES (" + literal(name.value())
                + ", 'warm', " + keeper + ", 'infinity')");
    }

    /** As if so many databases had been handed out and were at rest. */
    public void addResting(int count) throws SQLException {
        session.run("INSERT INTO registry.lease (name, state, expires_at, leased_at, joined_at, resting_since)"
                + " SELECT 'dayfly_' || translate(lpad(i::text, 10, '0'), '0189', 'abcd'), 'leased', 'infinity', now(), now(), now()"
                + " FROM generate_series(1, " + count + ") AS i");
    }

    /** Commits the hand-out of a warm database ahead; returns whether the registry agrees. */
    public boolean reserve(DatabaseName name, long keeper) throws SQLException {
        return session.ask("SELECT reserved FROM registry.reserve(" + literal(name.value()) + ", " + keeper + ", 0)")
                .equals("t");
    }

    /** Locks the table of leases in the transaction of this connection. */
    public void lock() throws SQLException {
        session.run("LOCK TABLE registry.lease");
    }

    /** Locks the table of leases against writers in the transaction of this connection. */
    public void lockAgainstWrites() throws SQLException {
        session.run("LOCK TABLE registry.lease IN EXCLUSIVE MODE");
    }

    /** Whether a session waits for a lock of the table of leases. */
    public boolean isWaitedFor() throws SQLException {
        return session.ask(
                        "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'registry.lease'::regclass")
                .equals("t");
    }

    /** The work of a test while the registry is broken. */
    @FunctionalInterface
    public interface Action {
        void run() throws SQLException;
    }

    /** Runs an action while the table of leases is missing. */
    public void withoutLeases(Action action) throws SQLException {
        session.run("ALTER TABLE registry.lease RENAME TO elsewhere");
        try {
            action.run();
        } finally {
            session.run("ALTER TABLE registry.elsewhere RENAME TO lease");
        }
    }

    /** Runs an action while the function that commits hand-outs ahead is missing. */
    public void withoutReservations(Action action) throws SQLException {
        session.run("ALTER FUNCTION registry.reserve(text, bigint, integer) RENAME TO elsewhere");
        try {
            action.run();
        } finally {
            session.run("ALTER FUNCTION registry.elsewhere(text, bigint, integer) RENAME TO reserve");
        }
    }

    /** Runs an action while no database can become warm. */
    public void withoutWarmDatabases(Action action) throws SQLException {
        session.run("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$;"
                + "CREATE TRIGGER refuse BEFORE UPDATE ON registry.lease FOR EACH ROW WHEN (new.state = 'warm')"
                + " EXECUTE FUNCTION refuse()");
        try {
            action.run();
        } finally {
            session.run("DROP FUNCTION refuse CASCADE");
        }
    }
}
