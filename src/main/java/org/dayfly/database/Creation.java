package org.dayfly.database;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;

/**
 * One database on its way from an intent in the registry to being there; the steps in their order.
 *
 * <p>Its connection holds the lock on the name from before the intent can be seen until the database is in service: an
 * intent whose lock is free was left behind, and is cleared away. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">PostgreSQL, CREATE DATABASE</a>
 */
final class Creation {
    private static final Query<Boolean> IS_FREE = new Query<>("""
            SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = n) AND NOT EXISTS (SELECT FROM pg_database WHERE datname = n)
               AND NOT EXISTS (SELECT FROM reclaimed WHERE name = n) AND NOT EXISTS (SELECT FROM lease WHERE name = n)
            FROM (SELECT ?::text COLLATE "C") AS asked (n)""", row -> row.getBoolean(1));

    private static final Query<Boolean> INTEND = new Query<>("""
            INSERT INTO lease (name, kind, state, key, source, base, sealed_from, stamp, client, expires_at, idle)
            VALUES (?, ?, 'creating', ?, ?, ?, ?, ?, ?::inet,
                    CASE ?::float8 WHEN 0 THEN 'infinity' ELSE now() + make_interval(secs => ?) END,
                    make_interval(secs => nullif(?, 0)))
            RETURNING true""", row -> true);

    private static final Query<Boolean> RESERVE = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'creating' RETURNING true""", row -> true);

    private final Registry registry;
    private final LockedConnection locked;
    private final DatabaseName name;
    private final Intent intent;
    private boolean madeRoom;

    Creation(Registry registry, LockedConnection locked, DatabaseName name, Intent intent) {
        this.registry = registry;
        this.locked = locked;
        this.name = name;
        this.intent = intent;
    }

    DatabaseName name() {
        return name;
    }

    /**
     * Makes room, writes the intent and makes the role if there is to be one, all or nothing.
     *
     * @param sessions at the same time; 0: no limit
     * @return whether the name was free
     */
    boolean intend(int sessions) throws SQLException {
        if (!locked.tryLock(name.value())) {
            return false;
        }
        String verifier = registry.credentials().verifier(name.value());
        return Transaction.run(locked.get(), connection -> {
            // CREATE DATABASE flushes the log before it returns, and this with it.
            execute("SET LOCAL synchronous_commit = off");
            madeRoom = Room.make(connection, intent.terms().max(), intent.key());
            if (!IS_FREE.first(connection, name.value()).orElse(false)) {
                return false;
            }
            Terms terms = intent.terms();
            double ttl = Times.inSeconds(terms.ttl());
            INTEND.first(
                    connection,
                    name.value(),
                    intent.kind().name().toLowerCase(Locale.ROOT),
                    intent.key().map(Key::value).orElse(null),
                    intent.source().orElse(null),
                    intent.base().map(DatabaseName::value).orElse(null),
                    intent.sealedFrom().map(DatabaseName::value).orElse(null),
                    intent.stamp().orElse(null),
                    terms.clientAddress().orElse(null),
                    ttl,
                    ttl,
                    Times.inSeconds(terms.idle()));
            if (!intent.isSealed()) {
                execute(new NewRole(name, verifier, registry.server()).sql(sessions));
            }
            return true;
        });
    }

    /** Whether another database was taken out of service for this one. */
    boolean madeRoom() {
        return madeRoom;
    }

    /** Makes the database, closed to everybody; what it is a copy of is held by its connection. */
    void create(CreateStrategy strategy) throws SQLException {
        Optional<DatabaseName> origin = intent.base().or(intent::sealedFrom);
        String template = origin.map(DatabaseName::value).orElse("template0");
        String quoted = Quoted.identifier(name);
        execute("CREATE DATABASE " + quoted + (intent.isSealed() ? "" : " OWNER " + quoted) + " TEMPLATE "
                + Quoted.identifier(template) + strategy.clause() + " ALLOW_CONNECTIONS false");
        if (origin.isPresent()) {
            CarriedSettings.carry(locked.get(), origin.get().value(), name.value());
        }
    }

    /** Opens the database to its owner alone and hands it out: one commit, and one that lasts. */
    Lease handOut() throws SQLException {
        return Transaction.run(locked.get(), connection -> {
            open();
            return Leases.handOut(connection, name, intent.key());
        });
    }

    /** Lets its owner in, and nobody else. */
    void open() throws SQLException {
        String database = Quoted.identifier(name);
        // What came along runs with these rights: views that are refreshed, functions that are SECURITY DEFINER.
        String rights = intent.base().isPresent()
                ? "; GRANT CREATE, TEMPORARY ON DATABASE " + database + " TO " + Sealing.OWNER
                : "";
        execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC" + rights + "; ALTER DATABASE " + database
                + " ALLOW_CONNECTIONS true");
    }

    /** Leaves what there is of the database to the reaper. */
    void abandon(Reason why) throws SQLException {
        RESERVE.first(locked.get(), why.code(), name.value());
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = locked.get().createStatement()) {
            statement.execute(sql);
        }
    }
}
