package org.dayfly.server.lease;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Rests;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * Takes databases out of service whose time is over. Changes only the registry: no session can join a database that is
 * out of service, so the database can be dropped later. The conditions are in the registry's {@code reclaim.sql}.
 *
 * <p>Each condition is checked again under the row lock. A session that joins at the same moment either joins first and
 * is seen, or is refused.
 */
final class ExpiredDatabases {
    private static final Query<Boolean> USED = new Query<>("SELECT true FROM registry.used(?, ?, ?)", row -> true);

    private static final Query<Boolean> USE_TEMPLATES =
            new Query<>("SELECT true FROM registry.use_templates(?)", row -> true);

    private static final Query<Boolean> EXPIRED =
            new Query<>("SELECT true FROM registry.reclaim_expired()", row -> true);

    private static final Query<Boolean> UNNEEDED =
            new Query<>("SELECT true FROM registry.reclaim_unneeded(?)", row -> true);

    private static final Query<Long> KEEPERS =
            new Query<>("SELECT keeper FROM registry.keepers() AS keeper", row -> row.getLong(1));

    private static final Query<Boolean> KEPT = new Query<>("SELECT true FROM registry.reclaim_kept(?, ?)", row -> true);

    private static final Query<String> UNFINISHED =
            new Query<>("SELECT name FROM registry.unfinished() AS name", row -> row.getString(1));

    private static final Query<Boolean> ORPHANED =
            new Query<>("SELECT true FROM registry.reclaim_unfinished(?, ?)", row -> true);

    // No drop is put off for longer than 10 minutes. A later retry_at means that the server's clock was set back.
    private static final Query<Reclaimed> DUE = new Query<>("""
            SELECT name, kind, key, reason, term, age FROM registry.out_of_service
            WHERE retry_at <= now() OR retry_at > now() + interval '10 min' ORDER BY retry_at""", Reclaimed::of);

    private static final Query<Reclaimed> REPLACED = new Query<>(
            "SELECT name, kind, key, reason, term, age FROM registry.out_of_service WHERE key = ?", Reclaimed::of);

    private static final Query<Boolean> FORGET = new Query<>("SELECT true FROM registry.forget()", row -> true);

    private final MaintenancePool pool;

    ExpiredDatabases(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Records when databases were last used, and how many sessions whole servers have. */
    void used(Map<DatabaseName, LiveSessions.Use> uses) throws SQLException {
        if (uses.isEmpty()) {
            return;
        }
        List<Map.Entry<DatabaseName, LiveSessions.Use>> entries = List.copyOf(uses.entrySet());
        Object[] names = entries.stream().map(entry -> entry.getKey().value()).toArray();
        Object[] seconds = entries.stream()
                .map(entry -> Times.inSeconds(entry.getValue().ago()))
                .toArray();
        Object[] sessions =
                entries.stream().map(entry -> entry.getValue().sessions()).toArray();
        pool.with(connection -> USED.all(
                connection,
                connection.createArrayOf("text", names),
                connection.createArrayOf("float8", seconds),
                connection.createArrayOf("int4", sessions)));
    }

    /** Takes databases out of service that are aged or idle. */
    void reclaim() throws SQLException {
        pool.with(EXPIRED::all);
    }

    /** Records which templates this proxy needs. */
    void keep(Set<DatabaseName> templates) throws SQLException {
        Object[] names = templates.stream().map(DatabaseName::value).toArray();
        if (names.length > 0) {
            pool.with(connection -> USE_TEMPLATES.all(connection, connection.createArrayOf("text", names)));
        }
    }

    /**
     * Takes databases out of service that no client needs: snapshots of databases no longer in service, templates that
     * no proxy needs, and warm databases whose base is no longer sealed.
     */
    void takeSealed() throws SQLException {
        pool.with(connection -> UNNEEDED.all(connection, Reason.SUPERSEDED.code()));
    }

    /** Marks databases at rest on which no session is open, although no proxy reported the end of the last session. */
    void heal() throws SQLException {
        Rests.restUnreported(pool);
    }

    /**
     * Takes databases out of service that are half made or warm, and whose maker is gone. The maker's lock is free,
     * because its connection is gone.
     */
    void takeOrphans() throws SQLException {
        for (long keeper : pool.with(KEEPERS::all)) {
            try (LockedConnection locked = new LockedConnection(pool)) {
                if (locked.tryLock(RegistryHandOut.lockOf(keeper))) {
                    KEPT.all(locked.get(), keeper, Reason.ORPHANED.code());
                }
            }
        }
        for (String name : pool.with(UNFINISHED::all)) {
            try (LockedConnection locked = new LockedConnection(pool)) {
                if (locked.tryLock(name)) {
                    ORPHANED.all(locked.get(), name, Reason.ORPHANED.code());
                }
            }
        }
    }

    /** The databases that are out of service and due to be dropped now. */
    List<Reclaimed> due() throws SQLException {
        return pool.with(DUE::all);
    }

    /** The databases that had a key once and are not dropped yet. */
    List<Reclaimed> replaced(Key key) throws SQLException {
        return pool.with(connection -> REPLACED.all(connection, key.value()));
    }

    /** Deletes the records of databases that were dropped more than 7 days ago. */
    void forget() throws SQLException {
        pool.with(FORGET::all);
    }
}
