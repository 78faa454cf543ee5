package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dayfly.bench.soak.Tally.Problem;

/**
 * Tells refusals and ends of sessions that have a cause from those that have none. A cause is one of the soak's own
 * faults, or something that the clients did and know of.
 */
final class Judge {
    /** What an outage of the server or a proxy may look like: all else is wrong during one too. */
    private static final Set<String> OUTAGE =
            Set.of("08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "57P05");

    private static final Set<String> CUT = Set.of("08000", "08003", "08006", "57P01");
    private static final long COPY_WAIT = 10_000;
    private static final long MOMENT = 1_000;

    private final Ledger ledger;
    private final Lives lives;
    private final Outages outages;
    private final Tally tally;
    private final Supplier<String> logs;

    /** @param logs the last lines of all logs */
    Judge(Ledger ledger, Lives lives, Outages outages, Tally tally, Supplier<String> logs) {
        this.ledger = ledger;
        this.lives = lives;
        this.outages = outages;
        this.tally = tally;
        this.logs = logs;
    }

    void problem(Problem problem, String what) {
        tally.problem(problem, what, logs);
    }

    /** A client was not let in. */
    void refused(Dial dial, SQLException refusal, long from, long to) {
        String state = String.valueOf(refusal.getSQLState());
        Optional<String> cause = OUTAGE.contains(state) && outages.explain(dial.proxy(), from, to)
                ? Optional.of("outage")
                : cause(dial, refusal, state, from, to);
        cause.ifPresentOrElse(
                why -> tally.count("refused " + state + ": " + why),
                () -> problem(
                        Problem.REFUSED,
                        dial + " after " + (to - from) + " ms: " + state + " " + text(refusal) + known(dial)));
    }

    private String known(Dial dial) {
        return dial.kind() == Dial.Kind.ISSUED
                ? ledger.named(dial.user())
                        .map(it -> "; " + it + lives.fate(it))
                        .orElse("")
                : "";
    }

    private Optional<String> cause(Dial dial, SQLException refusal, String state, long from, long to) {
        String message = String.valueOf(refusal.getMessage());
        return switch (state) {
            case "28P01" -> when(dial.kind() == Dial.Kind.WRONG_PASSWORD, "wrong password");
            case "53400" ->
                dial.kind() == Dial.Kind.WRONG_PASSWORD
                        ? when(message.contains("too many logins failed"), "wrong passwords before")
                        : when(dial.proxy() == 0 && lives.crowded(dial.address(), from, to), "limit of its address");
            case "53300" ->
                when(
                        message.contains("databases are in use")
                                && lives.full(Limits.DATABASES.get(dial.proxy()), from, to),
                        "all databases are in use");
            case "3D000", "57P01" ->
                // With the reason, or in PostgreSQL's own words where the server ends the session before it is told.
                (message.contains("was thrown away by a reset") || message.contains("administrator command"))
                                && overtaken(dial, from, to)
                        ? Optional.of("a later reset")
                        : over(dial, from, to);
            case "55006" -> when(neverRested(dial.source(), from, to), "the source never rested");
            default -> Optional.empty();
        };
    }

    /** Whether another client reset its key meanwhile. */
    private boolean overtaken(Dial dial, long from, long to) {
        long own = dial.kind() == Dial.Kind.RESET ? 1 : 0;
        return !dial.key().isEmpty() && ledger.resets(dial.key(), from, to) > own;
    }

    private static Optional<String> when(boolean holds, String why) {
        return holds ? Optional.of(why) : Optional.empty();
    }

    private Optional<String> over(Dial dial, long from, long to) {
        return switch (dial.kind()) {
            case ISSUED, WRONG_PASSWORD ->
                ledger.named(dial.user())
                        .flatMap(database -> lives.whyOver(database, to))
                        .map("its database was "::concat);
            case COPY -> when(isOver(dial.source(), to), "no source");
            // Only one that went away at this very moment.
            case KEY ->
                when(
                        ledger.of(dial.key()).stream()
                                .anyMatch(it -> lives.plainly(it, from - MOMENT).isEmpty()
                                        && lives.whyOver(it, to).isPresent()),
                        "its database went at this moment");
            // Made anew as the copy that it was, which needs its source.
            case RESET -> when(!dial.source().isEmpty() && isOver(dial.source(), to), "no source");
            case NEW -> Optional.empty();
        };
    }

    private boolean isOver(String source, long moment) {
        return ledger.of(source).stream()
                .allMatch(it -> lives.whyOver(it, moment).isPresent());
    }

    private boolean neverRested(String source, long from, long to) {
        List<Handed> alive = ledger.of(source).stream()
                .filter(it -> lives.whyOver(it, from).isEmpty())
                .toList();
        return alive.stream().noneMatch(it -> it.everRested(from)) || outages.any(from - COPY_WAIT, to);
    }

    /**
     * A session came to its end.
     *
     * @param answered when it had its last answer
     */
    void ended(Guest guest, SQLException failure, long answered, long now) {
        String state = String.valueOf(failure.getSQLState());
        Optional<String> cause =
                OUTAGE.contains(state) && outages.explain(guest.dial().proxy(), answered, now)
                        ? Optional.of("outage")
                        : causeOfEnd(guest, state, answered, now);
        cause.ifPresentOrElse(
                why -> tally.count("session ended " + state + ": " + why),
                () -> problem(
                        state.equals("42P01") ? Problem.LOST : Problem.REFUSED,
                        "session of " + guest.dial() + ", " + (now - answered) + " ms after its last answer: " + state
                                + " " + text(failure) + "; " + guest.database() + lives.fate(guest.database())));
    }

    private Optional<String> causeOfEnd(Guest guest, String state, long answered, long now) {
        if (state.equals("57P05")) {
            return when(now - answered >= StrangeDefaults.IDLE_SESSION_TIMEOUT, "idle_session_timeout of the server");
        }
        return CUT.contains(state)
                ? lives.whyOver(guest.database(), now).map("its database was "::concat)
                : Optional.empty();
    }

    /** Whether something of ours was in the way of a client. */
    boolean disturbed(Dial dial, long from, long to) {
        return outages.explain(dial.proxy(), from, to);
    }

    /** Whether any of both proxies or the server was out of order. */
    boolean anyOutage(long from, long to) {
        return outages.any(from, to);
    }

    /** All that is known of a failure, on one line. */
    static String text(Throwable failure) {
        String cause = failure.getCause() == null ? "" : " <- " + failure.getCause();
        return (failure.getMessage() + cause).replace('\n', ' ');
    }
}
