package org.dayfly.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.database.HandOut.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where warm databases are handed out: what the registry is asked and told about one is a single round trip.
 *
 * <p>It has a connection of its own, always open, with a lock that tells other proxies that this one lives and keeps
 * its warm databases. Used by one thread.
 */
final class Desk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Desk.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String FIRST_WAIT = "1s";

    private static final Query<Answer> HAND_OUT = new Query<>("""
            SELECT outcome, made_room, withdrawn, until, held
            FROM registry.hand_out(?, ?, ?::text, ?, ?::text, ?, ?::inet, ?, ?, ?, ?::text, ?)""", Answer::of);

    private static final Query<Promise> PROMISE =
            new Query<>("SELECT promised, made_room, moment FROM registry.promise(?, ?, ?)", Promise::of);

    private static final Query<Kept> KEEP = new Query<>(
            "SELECT outcome, made_room, withdrawn, held FROM registry.keep(?, ?, ?::inet, ?, ?::timestamptz, ?, ?)",
            Kept::of);

    private static final Query<Boolean> WITHDRAW = new Query<>("""
            WITH due AS MATERIALIZED (
                SELECT name FROM registry.lease WHERE name = ANY (?) AND state = 'promised' AND keeper = ? ORDER BY name FOR UPDATE)
            UPDATE registry.lease SET state = 'warm' FROM due WHERE lease.name = due.name RETURNING true""", row -> true);

    // The connection of the session that holds the lock broke on this side alone: the server has yet to notice.
    private static final Query<Boolean> END_HOLDER = new Query<>("""
            SELECT pg_terminate_backend(pid, 5000)
            FROM pg_locks, (SELECT hashtextextended(?, 0)) AS of (number)
            WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid <> pg_backend_pid()
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND classid::bigint = (number >> 32) & 4294967295 AND objid::bigint = number & 4294967295""", row -> row.getBoolean(1));

    /** A hand-out may wait for others that hold its locks, but each of them is a matter of milliseconds. */
    private static final String SESSION = "SET lock_timeout = '5s'";

    /** How long an answer may take before the connection counts as broken; longer than any lock is waited for. */
    private static final Duration ANSWER = Duration.ofSeconds(8);

    private final Registry registry;
    private final long keeper;
    private @Nullable Connection connection;

    Desk(Registry registry, RandomGenerator random) {
        this.registry = registry;
        this.keeper = random.nextLong();
    }

    /** What a lock is taken on for as long as a keeper lives. */
    static String lockOf(long keeper) {
        return "keeper " + keeper;
    }

    /** The number that this proxy keeps warm databases under. */
    long keeper() {
        return keeper;
    }

    /**
     * The result of a hand-out.
     *
     * @param withdrawn promised databases that gave way
     * @param until its expiry time, where there was one
     * @param held where there was no room, how many databases cannot give way
     */
    record Answer(Outcome outcome, boolean madeRoom, List<DatabaseName> withdrawn, Optional<Instant> until, int held) {
        static Answer of(ResultSet row) throws SQLException {
            Outcome outcome = Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT));
            return new Answer(
                    outcome,
                    row.getBoolean("made_room"),
                    names(row, "withdrawn"),
                    outcome == Outcome.FRESH ? Optional.of(Times.instant(row, "until")) : Optional.empty(),
                    row.getInt("held"));
        }
    }

    /**
     * Whether a database counts as handed out.
     *
     * @param moment by PostgreSQL's clock
     */
    record Promise(boolean given, boolean madeRoom, Instant moment) {
        static Promise of(ResultSet row) throws SQLException {
            return new Promise(row.getBoolean("promised"), row.getBoolean("made_room"), Times.instant(row, "moment"));
        }
    }

    /**
     * Whether the registry has written down which client has a promised database.
     *
     * @param inService whether the database is the client's
     * @param withdrawn promised databases that gave way
     * @param held where there is no room for it any more, how many databases cannot give way
     */
    record Kept(boolean inService, boolean madeRoom, List<DatabaseName> withdrawn, OptionalInt held) {
        static Kept of(ResultSet row) throws SQLException {
            String outcome = row.getString("outcome");
            return new Kept(
                    outcome.equals("kept"),
                    row.getBoolean("made_room"),
                    names(row, "withdrawn"),
                    outcome.equals("full") ? OptionalInt.of(row.getInt("held")) : OptionalInt.empty());
        }
    }

    private static List<DatabaseName> names(ResultSet row, String column) throws SQLException {
        return Arrays.stream((String[]) row.getArray(column).getArray())
                .map(DatabaseName::new)
                .toList();
    }

    /**
     * Hands out a warm database. If the connection breaks and it was handed out all the same, it is gone the second
     * time.
     */
    Answer handOut(HandOut order) throws SQLException {
        Terms terms = order.terms();
        return ask(connection -> HAND_OUT.first(
                        connection,
                        order.name().value(),
                        keeper,
                        order.key().map(Key::value).orElse(null),
                        order.replaces(),
                        order.replaced().map(DatabaseName::value).orElse(null),
                        terms.quota().databases(),
                        terms.clientAddress().orElse(null),
                        Times.inSeconds(terms.ttl()),
                        Times.inSeconds(terms.idle()),
                        terms.quota().perAddress(),
                        order.prefix().map(KeyPrefix::prefix).orElse(null),
                        order.prefix().map(KeyPrefix::most).orElse(0)))
                .orElseThrow();
    }

    /** Counts a warm database as handed out, if there is room. */
    Promise promise(DatabaseName name, int max) throws SQLException {
        return ask(connection -> PROMISE.first(connection, name.value(), keeper, max))
                .orElseThrow();
    }

    /**
     * Writes down which client has a database that was promised.
     *
     * @param expiresAt what the client was told
     * @param max how many databases there may be, should the promise have been withdrawn since
     */
    Kept keep(DatabaseName name, Terms terms, Instant expiresAt, int max) throws SQLException {
        return ask(connection -> KEEP.first(
                        connection,
                        name.value(),
                        keeper,
                        terms.clientAddress().orElse(null),
                        Times.inSeconds(terms.idle()),
                        expiresAt.equals(Instant.MAX) ? "infinity" : expiresAt.toString(),
                        Times.inSeconds(terms.ttl()),
                        max))
                .orElseThrow();
    }

    /** Counts databases as warm again that were promised to nobody in particular. */
    void withdraw(Collection<DatabaseName> names) throws SQLException {
        Object[] all = names.stream().map(DatabaseName::value).toArray();
        ask(connection -> WITHDRAW.all(connection, connection.createArrayOf("text", all), keeper));
    }

    /** Opens the connection ahead of the first client. */
    void open() throws SQLException {
        if (connection == null) {
            connect();
        }
    }

    /** Something to ask. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks; once more on a new connection if the one that there was is gone, or if another transaction was in the way.
     */
    private <T> T ask(Question<T> question) throws SQLException {
        Connection open = connection;
        if (open != null) {
            try {
                return question.ask(open);
            } catch (SQLException e) {
                if (ServerFailure.isTransient(e)) {
                    return question.ask(open);
                }
                hangUp();
                if (!ServerFailure.isUnreachable(e)) {
                    throw e;
                }
            }
        }
        try {
            return question.ask(connect());
        } catch (SQLException e) {
            hangUp();
            throw e;
        }
    }

    private Connection connect() throws SQLException {
        Connection made = registry.connectToItself();
        connection = made;
        made.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
        if (!lock(made, FIRST_WAIT)) {
            END_HOLDER.all(made, lockOf(keeper));
            log.warn(
                    "the server still had this proxy's last connection to the registry, which was broken; it is ended");
            if (!lock(made, FIRST_WAIT)) {
                throw new SQLException("another session holds the lock \"" + lockOf(keeper) + "\"", LOCK_NOT_AVAILABLE);
            }
        }
        try (Statement statement = made.createStatement()) {
            statement.execute(SESSION);
        }
        return made;
    }

    /** Waits a moment for the lock: a session that was closed just now may have it that long. Whether it is taken. */
    private boolean lock(Connection made, String patience) throws SQLException {
        try (Statement statement = made.createStatement()) {
            statement.execute("SET lock_timeout = '" + patience + "'; SELECT pg_advisory_lock(hashtextextended('"
                    + lockOf(keeper) + "', 0))");
            return true;
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void hangUp() {
        try (Connection old = connection) {
            log.debug("connection {} is given up", old);
        } catch (SQLException e) {
            log.debug("it was gone already", e);
        }
        connection = null;
    }

    @Override
    public void close() {
        hangUp();
    }
}
