package org.dayfly.database;

import java.sql.SQLException;
import java.sql.Statement;

/**
 * One database on its way from an intent in the registry to being there; the steps in their order.
 *
 * <p>It holds the lock on the name from before the intent can be seen until the database is handed out: an intent whose lock
 * is free was left behind, and is cleared away. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">PostgreSQL, CREATE DATABASE</a>
 */
final class Creation implements AutoCloseable {
    private static final Query<Boolean> IS_FREE = new Query<>("""
            SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = n) AND NOT EXISTS (SELECT FROM pg_database WHERE datname = n)
               AND NOT EXISTS (SELECT FROM reclaimed WHERE name = n) AND NOT EXISTS (SELECT FROM lease WHERE name = n)
            FROM (SELECT ?::text COLLATE "C") AS asked (n)""", row -> row.getBoolean(1));

    private static final Query<Boolean> INTEND = new Query<>("""
            INSERT INTO lease (name, state, client, expires_at, idle)
            VALUES (?, 'creating', ?::inet,
                    CASE ?::float8 WHEN 0 THEN 'infinity' ELSE now() + make_interval(secs => ?) END,
                    make_interval(secs => nullif(?, 0)))
            RETURNING true""", row -> true);

    private static final Query<Boolean> RESERVE = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'creating' RETURNING true""", row -> true);

    private final Registry registry;
    private final LockedConnection locked;
    private final DatabaseName name;
    private boolean madeRoom;

    Creation(Registry registry, DatabaseName name) throws SQLException {
        this.registry = registry;
        this.name = name;
        this.locked = new LockedConnection(registry.pool());
    }

    /**
     * Makes room, writes the intent and makes the role, all or nothing.
     *
     * @return whether the name was free
     */
    boolean intend(Terms terms, int sessions) throws SQLException {
        if (!locked.tryLock(name.value())) {
            return false;
        }
        String verifier = registry.credentials().verifier(name.value());
        return Transaction.run(locked.get(), connection -> {
            // CREATE DATABASE flushes the log before it returns, and this with it.
            execute("SET LOCAL synchronous_commit = off");
            madeRoom = Room.make(connection, terms.max());
            if (!IS_FREE.first(connection, name.value()).orElse(false)) {
                return false;
            }
            double ttl = Times.inSeconds(terms.ttl());
            INTEND.first(
                    connection,
                    name.value(),
                    terms.clientAddress().orElse(null),
                    ttl,
                    ttl,
                    Times.inSeconds(terms.idle()));
            execute(createRole(verifier, sessions));
            return true;
        });
    }

    /** Whether another database was taken out of service for this one. */
    boolean madeRoom() {
        return madeRoom;
    }

    private String createRole(String verifier, int sessions) throws SQLException {
        String role = Quoted.identifier(name);
        String create = "CREATE ROLE " + role + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
                + " CONNECTION LIMIT " + (sessions == 0 ? -1 : sessions) + " PASSWORD " + Quoted.literal(verifier);
        if (registry.server().superuser()) {
            return create;
        }
        // Without it a role that is no superuser could neither give the database away nor drop it later.
        return create + "; GRANT " + role + " TO CURRENT_USER"
                + (registry.server().grantsTakeOptions() ? " WITH SET TRUE, INHERIT TRUE" : "");
    }

    /** Makes the database, closed to everybody. */
    void create(CreateStrategy strategy) throws SQLException {
        String both = Quoted.identifier(name);
        execute("CREATE DATABASE " + both + " OWNER " + both + " TEMPLATE template0" + strategy.clause()
                + " ALLOW_CONNECTIONS false");
    }

    /** Opens the database to its owner alone and hands it out: one commit, and one that lasts. */
    Lease handOut() throws SQLException {
        String database = Quoted.identifier(name);
        return Transaction.run(locked.get(), connection -> {
            execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC; ALTER DATABASE " + database
                    + " ALLOW_CONNECTIONS true");
            return registry.handOut(connection, name);
        });
    }

    /** Leaves what there is of the database to the reaper. */
    void abandon(Reason why) throws SQLException {
        RESERVE.first(locked.get(), why.code(), name.value());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = locked.get().createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        locked.close();
    }
}
