package org.dayfly.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dayfly.database.HandOut.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where warm databases are handed out: the one round trip to the registry that a client waits for.
 *
 * <p>It has a connection of its own, always open, with a lock that tells other proxies that this one lives and keeps its warm
 * databases. Used by one thread.
 */
final class Desk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    private final Registry registry;
    private final long keeper;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement statement;

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

    /** What came of it, and the database if it was handed out. */
    record Answer(Outcome outcome, boolean madeRoom, Optional<Lease> lease) {}

    /** Hands out a warm database; once more on a new connection, if the one that there was is gone. */
    Answer handOut(HandOut order) throws SQLException {
        boolean fresh = connection == null;
        try {
            return ask(order);
        } catch (SQLException e) {
            hangUp();
            if (fresh || !ServerFailure.isUnreachable(e)) {
                throw e;
            }
            // If it was handed out all the same, it is gone now, and another one is taken.
            return ask(order);
        }
    }

    /** Opens the connection ahead of the first client. */
    void open() throws SQLException {
        if (connection == null) {
            connect();
        }
    }

    private PreparedStatement connect() throws SQLException {
        Connection made = registry.connectToItself();
        connection = made;
        try (Statement lock = made.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(hashtextextended('" + lockOf(keeper) + "', 0))");
        }
        PreparedStatement prepared = made.prepareStatement(
                "SELECT outcome, made_room, until AS expires_at FROM hand_out(?, ?, ?, ?, ?::inet, ?, ?)");
        statement = prepared;
        return prepared;
    }

    private Answer ask(HandOut order) throws SQLException {
        PreparedStatement asked = statement != null ? statement : connect();
        Terms terms = order.terms();
        asked.setString(1, order.name().value());
        asked.setObject(2, order.key().map(Key::value).orElse(null), Types.VARCHAR);
        asked.setBoolean(3, order.replaces());
        asked.setInt(4, terms.max());
        asked.setObject(5, terms.clientAddress().orElse(null), Types.VARCHAR);
        asked.setDouble(6, Times.inSeconds(terms.ttl()));
        asked.setDouble(7, Times.inSeconds(terms.idle()));
        try (ResultSet row = asked.executeQuery()) {
            row.next();
            Outcome outcome = Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT));
            return new Answer(
                    outcome,
                    row.getBoolean("made_room"),
                    outcome == Outcome.FRESH ? Optional.of(lease(order, row)) : Optional.empty());
        }
    }

    private static Lease lease(HandOut order, ResultSet row) throws SQLException {
        Terms terms = order.terms();
        return new Lease(
                order.name(),
                order.key(),
                Times.instant(row, "expires_at"),
                Optional.of(terms.idle()).filter(idle -> !idle.isZero()),
                true);
    }

    private void hangUp() {
        try (Connection old = connection) {
            log.debug("connection {} is given up", old);
        } catch (SQLException e) {
            log.debug("it was gone already", e);
        }
        connection = null;
        statement = null;
    }

    @Override
    public void close() {
        hangUp();
    }
}
