package org.dayfly.bench.soak;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dayfly.bench.soak.Tally.Problem;

/**
 * Decides whether a refusal or an end of a session has a known cause. A cause is a fault of the soak, or something that
 * the clients did. A failure without a cause is a problem.
 */
final class Judge {
    /** Errors that an outage of the server or of a proxy may cause. Any other error needs another cause. */
    private static final Set<String> OUTAGE =
            Set.of("08000", "08001", "08003", "08006", "57P01", "57P02", "57P03", "57P05");

    private static final Set<String> CUT = Set.of("08000", "08003", "08006", "57P01");
    private static final long COPY_WAIT = 10_000;
    private static final long MOMENT = 1_000;

    private final Ledger ledger;
    private final EndCauses endCauses;
    private final Outages outages;
    private final Tally tally;
    private final Supplier<String> logs;

    /** @param logs the last lines of all logs */
    Judge(Ledger ledger, EndCauses endCauses, Outages outages, Tally tally, Supplier<String> logs) {
        this.ledger = ledger;
        this.endCauses = endCauses;
        this.outages = outages;
        this.tally = tally;
        this.logs = logs;
    }

    void problem(Problem problem, String what) {
        tally.problem(problem, what, logs);
    }

    /** A client was not let in. */
    void refused(Target target, SQLException refusal, long from, long to) {
        String state = String.valueOf(refusal.getSQLState());
        Optional<String> cause = OUTAGE.contains(state) && outages.explain(target.proxy(), from, to)
                ? Optional.of("outage")
                : cause(target, refusal, state, from, to);
        cause.ifPresentOrElse(
                why -> tally.count("refused " + state + ": " + why),
                () -> problem(
                        Problem.REFUSED,
                        target + " after " + (to - from) + " ms: " + state + " " + text(refusal) + known(target)));
    }

    private String known(Target target) {
        return target.kind() == Target.Kind.ISSUED
                ? ledger.named(target.user())
                        .map(it -> "; " + it + endCauses.registryEntry(it))
                        .orElse("")
                : "";
    }

    private Optional<String> cause(Target target, SQLException refusal, String state, long from, long to) {
        String message = String.valueOf(refusal.getMessage());
        return switch (state) {
            case "28P01" -> when(target.kind() == Target.Kind.WRONG_PASSWORD, "wrong password");
            case "53400" ->
                target.kind() == Target.Kind.WRONG_PASSWORD
                        ? when(message.contains("too many logins failed"), "wrong passwords before")
                        : when(
                                target.proxy() == 0 && endCauses.atLimit(target.address(), from, to),
                                "limit of its address");
            case "53300" ->
                when(
                        message.contains("databases are in use")
                                && endCauses.full(Limits.DATABASES.get(target.proxy()), from, to),
                        "all databases are in use");
            case "3D000", "57P01" ->
                // The message has the reason, or is PostgreSQL's own if the server ends the session first.
                (message.contains("was thrown away by a reset") || message.contains("administrator command"))
                                && resetByAnother(target, from, to)
                        ? Optional.of("a later reset")
                        : over(target, from, to);
            case "55006" -> when(neverRested(target.source(), from, to), "the source was never at rest");
            default -> Optional.empty();
        };
    }

    /** Whether another client reset the key meanwhile. */
    private boolean resetByAnother(Target target, long from, long to) {
        long own = target.kind() == Target.Kind.RESET ? 1 : 0;
        return !target.key().isEmpty() && ledger.resets(target.key(), from, to) > own;
    }

    private static Optional<String> when(boolean holds, String why) {
        return holds ? Optional.of(why) : Optional.empty();
    }

    private Optional<String> over(Target target, long from, long to) {
        return switch (target.kind()) {
            case ISSUED, WRONG_PASSWORD ->
                ledger.named(target.user())
                        .flatMap(database -> endCauses.whyOver(database, to))
                        .map("its database was "::concat);
            case COPY -> when(isOver(target.source(), to), "no source");
            // Only a database that ended at this moment.
            case KEY ->
                when(
                        ledger.of(target.key()).stream()
                                .anyMatch(it -> endCauses
                                                .withoutEviction(it, from - MOMENT)
                                                .isEmpty()
                                        && endCauses.whyOver(it, to).isPresent()),
                        "its database ended at this moment");
            // The reset of a copy makes the copy again, and needs its source.
            case RESET -> when(!target.source().isEmpty() && isOver(target.source(), to), "no source");
            case NEW -> Optional.empty();
        };
    }

    private boolean isOver(String source, long moment) {
        return ledger.of(source).stream()
                .allMatch(it -> endCauses.whyOver(it, moment).isPresent());
    }

    private boolean neverRested(String source, long from, long to) {
        List<Database> alive = ledger.of(source).stream()
                .filter(it -> endCauses.whyOver(it, from).isEmpty())
                .toList();
        return alive.stream().noneMatch(it -> it.everRested(from)) || outages.any(from - COPY_WAIT, to);
    }

    /**
     * A session came to its end.
     *
     * @param answered time of the last answer
     */
    void ended(Client client, SQLException failure, long answered, long now) {
        String state = String.valueOf(failure.getSQLState());
        Optional<String> cause =
                OUTAGE.contains(state) && outages.explain(client.target().proxy(), answered, now)
                        ? Optional.of("outage")
                        : causeOfEnd(client, state, answered, now);
        cause.ifPresentOrElse(
                why -> tally.count("session ended " + state + ": " + why),
                () -> problem(
                        state.equals("42P01") ? Problem.LOST : Problem.REFUSED,
                        "session of " + client.target() + ", " + (now - answered) + " ms after its last answer: "
                                + state + " " + text(failure) + "; " + client.database()
                                + endCauses.registryEntry(client.database())));
    }

    private Optional<String> causeOfEnd(Client client, String state, long answered, long now) {
        if (state.equals("57P05")) {
            return when(now - answered >= StrangeDefaults.IDLE_SESSION_TIMEOUT, "idle_session_timeout of the server");
        }
        return CUT.contains(state)
                ? endCauses.whyOver(client.database(), now).map("its database was "::concat)
                : Optional.empty();
    }

    /** Whether a fault of the soak may have disturbed a client. */
    boolean disturbed(Target target, long from, long to) {
        return outages.explain(target.proxy(), from, to);
    }

    /** Whether a proxy or the server was out of order. */
    boolean anyOutage(long from, long to) {
        return outages.any(from, to);
    }

    /** The message and the cause of a failure, on one line. */
    static String text(Throwable failure) {
        String cause = failure.getCause() == null ? "" : " <- " + failure.getCause();
        return (failure.getMessage() + cause).replace('\n', ' ');
    }
}
