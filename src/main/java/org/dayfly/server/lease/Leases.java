package org.dayfly.server.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.create.AfterUse;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Rests;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;
import org.jspecify.annotations.Nullable;

/**
 * The databases in service, as the registry records them: joins and rests.
 *
 * <p>Each method is one statement, and PostgreSQL's clock gives the time. Each method waits for PostgreSQL.
 */
public final class Leases {
    private static final Query<JoinOutcome> JOIN = new Query<>(
            "SELECT outcome, database, its_key, its_kind, until, unused, is_source, why, term"
                    + " FROM registry.join(?, ?, ?, ?, ?, ?)",
            JoinOutcome::of);

    private static final Query<Whereabouts> WHEREABOUTS = new Query<>(
            "SELECT in_service, kind, key, reason, term, 0 AS age, ? AS name FROM registry.whereabouts(?)",
            Whereabouts::of);

    private static final Query<Holder> HOLDER =
            new Query<>("SELECT database, its_source, its_kind FROM registry.holder(?)", Holder::of);

    private static final Query<LeaseKind> LAST_KIND = new Query<>(
            "SELECT kind FROM registry.last_kind(?) AS kind WHERE kind IS NOT NULL",
            row -> LeaseKind.of(row.getString(1)));

    private static final Query<Boolean> RECLAIM_UNUSED =
            new Query<>("SELECT registry.reclaim_unused(?, ?, ?)", row -> row.getBoolean(1));

    private static final Query<Integer> COUNT = new Query<>("SELECT registry.leased()", row -> row.getInt(1));

    private final MaintenancePool pool;

    public Leases(MaintenancePool pool) {
        this.pool = pool;
    }

    /**
     * Opens a database once more, if the database is in service and may be opened now; otherwise tells why not.
     *
     * @param after the word of the client about the database
     */
    public JoinOutcome join(DatabaseName name, Optional<AfterUse> after) throws SQLException {
        return join(name.value(), false, null, after);
    }

    /** Opens the database or the server that is shared under a key, in the same way. */
    public JoinOutcome join(Key key, LeaseKind kind, Optional<AfterUse> after) throws SQLException {
        return join(key.value(), true, kind.word(), after);
    }

    private JoinOutcome join(String word, boolean byKey, @Nullable String kind, Optional<AfterUse> after)
            throws SQLException {
        double kept = Times.inSeconds(after.map(AfterUse::kept).orElse(Duration.ZERO));
        double oldest = Times.inSeconds(after.map(AfterUse::oldest).orElse(Duration.ZERO));
        String its = after.map(AfterUse::word).orElse(null);
        return pool.with(connection -> JOIN.first(connection, word, byKey, kind, its, kept, oldest))
                .orElseThrow();
    }

    /**
     * The database of a key.
     *
     * @param source the source that the database is a copy of; empty: it is not a copy
     */
    record Holder(DatabaseName name, Optional<Key> source, LeaseKind kind) {
        static Holder of(ResultSet row) throws SQLException {
            return new Holder(
                    new DatabaseName(row.getString("database")),
                    Optional.ofNullable(row.getString("its_source")).flatMap(Key::parse),
                    LeaseKind.of(row.getString("its_kind")));
        }
    }

    /** How many databases are in service. */
    int count() throws SQLException {
        return pool.with(COUNT::first).orElseThrow();
    }

    /** The database of a key; empty if the key has no database. */
    Optional<Holder> holder(Key key) throws SQLException {
        return pool.with(connection -> HOLDER.first(connection, key.value()));
    }

    /** What a key had last: a database or a whole server; empty if it never had one, or lost it long ago. */
    Optional<LeaseKind> lastKind(Key key) throws SQLException {
        return pool.with(connection -> LAST_KIND.first(connection, key.value()));
    }

    private record Whereabouts(boolean inService, Optional<Reclaimed> gone) {
        static Whereabouts of(ResultSet row) throws SQLException {
            boolean inService = row.getBoolean("in_service");
            return new Whereabouts(inService, inService ? Optional.empty() : Optional.of(Reclaimed.of(row)));
        }
    }

    /** Why a database is not in service; empty if the database is in service. */
    Optional<ClientError> late(DatabaseName name) throws SQLException {
        Optional<Whereabouts> there = whereabouts(name);
        return there.isPresent() ? there.get().gone().map(Reclaimed::late) : Optional.of(JoinOutcome.unknown(name));
    }

    /**
     * A database that was in service once and is no longer in service; empty if there never was such a database, or if
     * its record is deleted.
     */
    public Optional<Reclaimed> gone(DatabaseName name) throws SQLException {
        return whereabouts(name).flatMap(Whereabouts::gone);
    }

    private Optional<Whereabouts> whereabouts(DatabaseName name) throws SQLException {
        return pool.with(connection -> WHEREABOUTS.first(connection, name.value(), name.value()));
    }

    /**
     * Records that no session is open on a database.
     *
     * @param ago how long ago the last session ended
     * @param changed whether a session may have changed the database
     * @param unasked how many sessions were opened that the registry has not counted
     * @return empty if the database is not in service, or if a session has joined since the rest began
     */
    public Optional<Rests.Rest> rest(DatabaseName name, Duration ago, boolean changed, int unasked)
            throws SQLException {
        return pool.with(connection -> Rests.rest(connection, name, ago, changed, unasked));
    }

    /**
     * Takes a database out of service if the database was never handed out to other sessions than these.
     *
     * @param opened the number of these sessions
     */
    boolean reclaimUnused(DatabaseName name, int opened) throws SQLException {
        return pool.with(connection -> RECLAIM_UNUSED.first(connection, name.value(), opened, Reason.NEVER_USED.code()))
                .orElseThrow();
    }
}
