package org.dayfly.server.registry;

import static org.dayfly.server.registry.RegistryProbe.literal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some rows of the registry's table of leases, and questions about them. A question about one value is answered for the
 * first row, by name.
 */
public final class LeaseRows {
    private final RegistrySession session;
    private final String condition;

    LeaseRows(RegistrySession session, String condition) {
        this.session = session;
        this.condition = condition;
    }

    /** Changes these rows without dayfly. */
    public LeaseChanges make() {
        return new LeaseChanges(session, condition);
    }

    LeaseRows where(String more) {
        return new LeaseRows(session, condition + " AND (" + more + ")");
    }

    public LeaseRows inState(String... states) {
        return where(
                "state IN (" + Stream.of(states).map(RegistryProbe::literal).collect(Collectors.joining(", ")) + ")");
    }

    /** Those in service. */
    public LeaseRows leased() {
        return inState("leased");
    }

    /** The warm databases, also those whose hand-out is committed ahead. */
    public LeaseRows warm() {
        return inState("warm", "reserved");
    }

    public LeaseRows ofKind(String kind) {
        return where("kind = " + literal(kind));
    }

    public LeaseRows databases() {
        return ofKind("database");
    }

    public LeaseRows snapshots() {
        return ofKind("snapshot");
    }

    public LeaseRows templates() {
        return ofKind("template");
    }

    public LeaseRows ofKey(String key) {
        return where("key = " + literal(key));
    }

    /** Those whose key starts with this text. */
    public LeaseRows ofKeys(String start) {
        return where("starts_with(key, " + literal(start) + ")");
    }

    public LeaseRows ofKey(Key key) {
        return ofKey(key.value());
    }

    /** Those that were made for a client of this address. */
    public LeaseRows ofClient(String address) {
        return where("host(client) = " + literal(address));
    }

    public LeaseRows ofSource(String source) {
        return where("source = " + literal(source));
    }

    /** Those that have been in the making for longer than this. */
    public LeaseRows creatingFor(Duration time) {
        return where("state = 'creating' AND clock_timestamp() > created_at + " + RegistryProbe.interval(time));
    }

    public LeaseRows atRest() {
        return where("resting_since IS NOT NULL");
    }

    public LeaseRows withReason(String reason) {
        return where("reason = " + literal(reason));
    }

    private String ask(String expression) throws SQLException {
        return session.ask(
                "SELECT " + expression + " FROM registry.lease WHERE " + condition + " ORDER BY name LIMIT 1");
    }

    private String askAll(String expression) throws SQLException {
        return session.ask("SELECT " + expression + " FROM registry.lease WHERE " + condition);
    }

    static List<String> words(String text) {
        return text.equals("null") ? List.of() : List.of(text.split(" "));
    }

    static Optional<Duration> seconds(String text) {
        return text.equals("null") ? Optional.empty() : Optional.of(Duration.parse("PT" + text + "S"));
    }

    private Optional<Duration> duration(String expression) throws SQLException {
        return seconds(ask("extract(epoch FROM " + expression + ")"));
    }

    /** The names, in order. */
    public List<String> names() throws SQLException {
        return words(askAll("string_agg(name, ' ' ORDER BY name)"));
    }

    /** A name, or {@code no row}. */
    public String name() throws SQLException {
        return ask("name");
    }

    public int count() throws SQLException {
        return Integer.parseInt(askAll("count(*)"));
    }

    /** A state, or {@code no row}. */
    public String state() throws SQLException {
        return ask("state");
    }

    /** The address of the client that a database was handed out to. */
    public String client() throws SQLException {
        return ask("host(client)");
    }

    /** How many sessions were let in. */
    public int opened() throws SQLException {
        return Integer.parseInt(ask("opened"));
    }

    /** Whether there are rows and all are at rest. */
    public boolean areAtRest() throws SQLException {
        return askAll("bool_and(resting_since IS NOT NULL)").equals("t");
    }

    /** Whether there are rows and none is at rest. */
    public boolean areInUse() throws SQLException {
        return askAll("bool_and(resting_since IS NULL)").equals("t");
    }

    /** Whether there are rows, all are at rest, and no snapshot of them is due. */
    public boolean areAtRestForGood() throws SQLException {
        return askAll("bool_and(resting_since IS NOT NULL AND NOT seal_due)").equals("t");
    }

    /** Whether there are rows and all were asked for as a source. */
    public boolean areCopied() throws SQLException {
        return askAll("bool_and(copied)").equals("t");
    }

    /** The number of dayfly processes that keep these databases. */
    public int keepers() throws SQLException {
        return Integer.parseInt(askAll("count(DISTINCT keeper)"));
    }

    public Instant expiresAt() throws SQLException {
        return Instant.parse(ask("to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    public Duration timeLeft() throws SQLException {
        return duration("expires_at - now()").orElseThrow();
    }

    /** From the hand-out to the end. */
    public Duration ttl() throws SQLException {
        return duration("expires_at - leased_at").orElseThrow();
    }

    /** How long it may stay unused. */
    public Optional<Duration> idle() throws SQLException {
        return duration("idle");
    }

    public Duration unusedFor() throws SQLException {
        return duration("now() - last_used_at").orElseThrow();
    }

    /** How many drops failed. */
    public int attempts() throws SQLException {
        return Integer.parseInt(ask("attempts"));
    }

    /** Until the next attempt to drop it. */
    public Duration retryDelay() throws SQLException {
        return duration("retry_at - now()").orElseThrow();
    }

    /** The sessions of these databases, as {@code database/pid}. */
    public List<String> sessions() throws SQLException {
        return words(onActivity("string_agg(name || '/' || pid, ' ')", "JOIN"));
    }

    /** Whether each database has a session, and there are at least so many rows. */
    public boolean haveASessionEach(int atLeast) throws SQLException {
        return onActivity("count(*) FILTER (WHERE pid IS NULL) = 0 AND count(*) >= " + atLeast, "LEFT JOIN")
                .equals("t");
    }

    public void endSessions() throws SQLException {
        onActivity("count(pg_terminate_backend(pid))", "JOIN");
    }

    private String onActivity(String expression, String join) throws SQLException {
        return session.ask("SELECT " + expression + " FROM (SELECT name FROM registry.lease WHERE " + condition
                + ") AS lease " + join + " pg_stat_activity ON datname = name");
    }
}
