package org.dayfly.server.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.server.create.Terms;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.lease.HandOut.Outcome;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * Hands out warm databases in the registry, each hand-out in one round trip.
 *
 * <p>Has a connection of its own, which is always open. The connection holds a lock, which tells other proxies that
 * this proxy lives and keeps its warm databases. Used by one thread.
 */
public final class RegistryHandOut implements AutoCloseable {
    private static final Query<Answer> HAND_OUT = new Query<>("""
            SELECT outcome, made_room, withdrawn, until, held, client_here, prefix_here, took_its_place
            FROM registry.hand_out(
                ?, ?, ?::text, ?, ?::text, ?, ?::inet, ?, ?, ?, ?, ?::text, ?, ?, ?::text, ?::bytea, ?::text
            )""", Answer::of);

    private static final Query<Reservation> RESERVE =
            new Query<>("SELECT reserved, made_room, moment FROM registry.reserve(?, ?, ?)", Reservation::of);

    private static final Query<Kept> KEEP = new Query<>(
            "SELECT outcome, made_room, withdrawn, held"
                    + " FROM registry.keep(?, ?, ?::inet, ?, ?::timestamptz, ?, ?, ?::bytea, ?::text)",
            Kept::of);

    private static final Query<Boolean> WITHDRAW = new Query<>("SELECT true FROM registry.withdraw(?, ?)", row -> true);

    private final long keeper;
    private final HandOutConnection connection;
    private final Membership membership;

    /** @param membership tells which directory this proxy uses for the keys of the server */
    public RegistryHandOut(Registry registry, Membership membership, RandomGenerator random) {
        this.membership = membership;
        this.keeper = random.nextLong();
        this.connection = new HandOutConnection(registry, lockOf(keeper));
    }

    /**
     * The name of the lock that a proxy holds as long as the proxy lives.
     *
     * @param keeper the number under which the proxy keeps warm databases
     */
    public static String lockOf(long keeper) {
        return "keeper " + keeper;
    }

    /** The number under which this proxy keeps warm databases. */
    public long keeper() {
        return keeper;
    }

    /**
     * The result of a hand-out.
     *
     * @param withdrawn databases whose hand-outs were committed ahead, and that are warm again to make room
     * @param until the expiry time of the database; empty if the database was not handed out
     * @param held if a limit is reached, how many databases cannot give way
     * @param here how many databases there are on the server now, if they have a limit
     * @param tookItsPlace whether the key had another database until this moment
     */
    record Answer(
            Outcome outcome,
            boolean madeRoom,
            List<DatabaseName> withdrawn,
            Optional<Instant> until,
            int held,
            Here here,
            boolean tookItsPlace) {
        static Answer of(ResultSet row) throws SQLException {
            Outcome outcome = Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT));
            return new Answer(
                    outcome,
                    row.getBoolean("made_room"),
                    names(row, "withdrawn"),
                    outcome == Outcome.FRESH ? Optional.of(Times.instant(row, "until")) : Optional.empty(),
                    row.getInt("held"),
                    new Here(row.getInt("client_here"), row.getInt("prefix_here")),
                    row.getBoolean("took_its_place"));
        }
    }

    /** How many databases the client has, and how many have the same key prefix; 0: there is no limit. */
    record Here(int client, int prefix) {
        /** The numbers by group. */
        Map<LimitedGroup, Integer> groups(HandOut order) {
            Map<LimitedGroup, Integer> numbers = new HashMap<>();
            order.client().ifPresent(group -> numbers.put(group, client));
            order.withPrefix().ifPresent(group -> numbers.put(group, prefix));
            return numbers;
        }
    }

    /**
     * Whether a database counts as handed out.
     *
     * @param moment when the registry decided, by PostgreSQL's clock
     */
    record Reservation(boolean made, boolean madeRoom, Instant moment) {
        static Reservation of(ResultSet row) throws SQLException {
            return new Reservation(
                    row.getBoolean("reserved"), row.getBoolean("made_room"), Times.instant(row, "moment"));
        }
    }

    /**
     * Whether the registry has recorded which client has a database whose hand-out was committed ahead.
     *
     * @param inService whether the database is the client's
     * @param withdrawn databases whose hand-outs were committed ahead, and that are warm again to make room
     * @param held if there is no longer room for the database, how many databases cannot give way
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
     * Hands out a warm database. If the connection breaks after the hand-out was committed, the second try finds the
     * database gone.
     */
    Answer handOut(Claim claim) throws SQLException {
        HandOut order = claim.order();
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
                        order.client().map(claim::elsewhere).orElse(0),
                        order.prefix().map(KeyPrefix::prefix).orElse(null),
                        order.prefix().map(KeyPrefix::most).orElse(0),
                        order.withPrefix().map(claim::elsewhere).orElse(0),
                        membership.directory().map(ServerTag::value).orElse(null),
                        terms.note().orElse(null),
                        terms.after().orElse(null)))
                .orElseThrow();
    }

    /** Counts a warm database as handed out, if the limit allows it. */
    Reservation reserve(DatabaseName name, int max) throws SQLException {
        return connection
                .ask(open -> RESERVE.first(open, name.value(), keeper, max))
                .orElseThrow();
    }

    /**
     * Records which client has a database whose hand-out was committed ahead.
     *
     * @param expiresAt the expiry time that the client was told
     * @param max how many databases there may be, if the hand-out has been withdrawn since
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
                        max,
                        terms.note().orElse(null),
                        terms.after().orElse(null)))
                .orElseThrow();
    }

    /** Counts databases as warm again whose hand-outs were committed ahead and that no client has. */
    void withdraw(Collection<DatabaseName> names) throws SQLException {
        Object[] all = names.stream().map(DatabaseName::value).toArray();
        connection.ask(open -> WITHDRAW.all(open, open.createArrayOf("text", all), keeper));
    }

    /** Opens the connection if it is not open, or is broken. */
    void open() throws SQLException {
        connection.open();
    }

    @Override
    public void close() {
        connection.close();
    }
}
