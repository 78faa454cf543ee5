package org.dayfly.server.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.server.create.Terms;
import org.dayfly.server.lease.HandOut.Outcome;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * Where warm databases are handed out: what the registry is asked and told about one is a single round trip.
 *
 * <p>It has a connection of its own, always open, with a lock that tells other proxies that this one lives and keeps
 * its warm databases. Used by one thread.
 */
public final class RegistryHandOut implements AutoCloseable {
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

    private final long keeper;
    private final HandOutConnection connection;

    public RegistryHandOut(Registry registry, RandomGenerator random) {
        this.keeper = random.nextLong();
        this.connection = new HandOutConnection(registry, lockOf(keeper));
    }

    /** What a lock is taken on for as long as a keeper lives. */
    public static String lockOf(long keeper) {
        return "keeper " + keeper;
    }

    /** The number that this proxy keeps warm databases under. */
    public long keeper() {
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
        return connection
                .ask(open -> HAND_OUT.first(
                        open,
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
        return connection
                .ask(open -> PROMISE.first(open, name.value(), keeper, max))
                .orElseThrow();
    }

    /**
     * Writes down which client has a database that was promised.
     *
     * @param expiresAt what the client was told
     * @param max how many databases there may be, should the promise have been withdrawn since
     */
    Kept keep(DatabaseName name, Terms terms, Instant expiresAt, int max) throws SQLException {
        return connection
                .ask(open -> KEEP.first(
                        open,
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
        connection.ask(open -> WITHDRAW.all(open, open.createArrayOf("text", all), keeper));
    }

    /** Opens the connection ahead of the first client. */
    void open() throws SQLException {
        connection.open();
    }

    @Override
    public void close() {
        connection.close();
    }
}
