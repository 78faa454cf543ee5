package org.dayfly.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.database.HandOut.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where warm databases are handed out: what the registry is asked and told about one is a single round trip.
 *
 * <p>It has a connection of its own, always open, with a lock that tells other proxies that this one lives and keeps its warm
 * databases. Used by one thread.
 */
final class Desk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    private static final Query<Answer> HAND_OUT = new Query<>(
            "SELECT outcome, made_room, until FROM hand_out(?, ?::text, ?, ?, ?::inet, ?, ?, ?, ?::text, ?)",
            Answer::of);

    private static final Query<Promise> PROMISE =
            new Query<>("SELECT promised, made_room, moment FROM promise(?, ?, ?)", Promise::of);

    // The client was told by the proxy's reckoning, which is right but for clocks that were set since.
    private static final Query<Boolean> KEEP = new Query<>("""
            UPDATE lease SET state = 'leased', keeper = NULL, client = ?::inet, leased_at = now(), last_used_at = now(),
                   joined_at = now(), opened = 1, idle = make_interval(secs => nullif(?, 0)),
                   expires_at = CASE WHEN told = 'infinity' OR told BETWEEN due - interval '5 s' AND due + interval '5 s'
                                     THEN told ELSE due END
            FROM (SELECT ?::timestamptz, now() + make_interval(secs => ?)) AS until (told, due)
            WHERE name = ? AND state IN ('promised', 'leased') RETURNING true""", row -> true);

    private static final Query<Boolean> WITHDRAW = new Query<>(
            "UPDATE lease SET state = 'warm' WHERE name = ANY (?) AND state = 'promised' RETURNING true", row -> true);

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

    /** What came of a hand-out, and until when it lasts. */
    record Answer(Outcome outcome, boolean madeRoom, Optional<Instant> until) {
        static Answer of(ResultSet row) throws SQLException {
            Outcome outcome = Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT));
            return new Answer(
                    outcome,
                    row.getBoolean("made_room"),
                    outcome == Outcome.FRESH ? Optional.of(Times.instant(row, "until")) : Optional.empty());
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

    /** Hands out a warm database. If the connection breaks and it was handed out all the same, it is gone the second time. */
    Answer handOut(HandOut order) throws SQLException {
        Terms terms = order.terms();
        return ask(connection -> HAND_OUT.first(
                        connection,
                        order.name().value(),
                        order.key().map(Key::value).orElse(null),
                        order.replaces(),
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
     * Writes down who has a database that was promised.
     *
     * @param expiresAt what it was told
     * @return whether it is still in service
     */
    boolean keep(DatabaseName name, Terms terms, Instant expiresAt) throws SQLException {
        return ask(connection -> KEEP.first(
                        connection,
                        terms.clientAddress().orElse(null),
                        Times.inSeconds(terms.idle()),
                        expiresAt.equals(Instant.MAX) ? "infinity" : expiresAt.toString(),
                        Times.inSeconds(terms.ttl()),
                        name.value()))
                .isPresent();
    }

    /** Counts databases as warm again that were promised to nobody in particular. */
    void withdraw(List<DatabaseName> names) throws SQLException {
        Object[] all = names.stream().map(DatabaseName::value).toArray();
        ask(connection -> WITHDRAW.all(connection, connection.createArrayOf("text", all)));
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

    /** Asks; once more on a new connection, if the one that there was is gone. */
    private <T> T ask(Question<T> question) throws SQLException {
        Connection open = connection;
        if (open != null) {
            try {
                return question.ask(open);
            } catch (SQLException e) {
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
        try (Statement lock = made.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(hashtextextended('" + lockOf(keeper) + "', 0))");
        }
        return made;
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
