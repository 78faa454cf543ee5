package org.dayfly.bench.many;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.dayfly.bench.report.Counts;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Clock;

/** Makes visits as clients, and checks that each is in the right database with the right rows. For any thread. */
final class Visitor {
    /** Errors by which a reset of the same key, at the same time, ends a session or refuses one. */
    private static final Set<String> BY_RESET = Set.of("57P01", "3D000", "08003", "08006");

    /** A refused reset may still take effect for so long. */
    private static final long AFTERMATH = 30_000;

    private static final long PING = 200;

    private final Fleet fleet;
    private final Ledger ledger;
    private final Scene scene;
    private final Excuse excuse;
    private final Listener listener;
    private final Counts counts = new Counts();
    private final List<Double> openings = new ArrayList<>();

    /** Hears of clients that were let in. */
    @FunctionalInterface
    interface Listener {
        /**
         * A client was let in.
         *
         * @param first whether no client was in this database before
         * @param from when the client began to connect
         */
        void letIn(Visit visit, String database, boolean first, long from);
    }

    Visitor(Scene scene, Fleet fleet, Ledger ledger, Excuse excuse, Listener listener) {
        this.scene = scene;
        this.fleet = fleet;
        this.ledger = ledger;
        this.excuse = excuse;
        this.listener = listener;
    }

    Counts counts() {
        return counts;
    }

    /** The times from connecting to the first answers, in milliseconds; empty if no client was let in. */
    private Optional<Samples> openings() {
        synchronized (openings) {
            return openings.isEmpty() ? Optional.empty() : Optional.of(Samples.of(openings));
        }
    }

    /** The same times, in words. */
    String opened() {
        return openings()
                .map(it -> "opened in " + Figure.of(it.median()) + " ms (p50), " + Figure.of(it.p99()) + " ms (p99), "
                        + Figure.of(it.most()) + " ms (longest)")
                .orElse("no session was opened");
    }

    /** Connects, checks all, writes a row, and closes. Returns the name of the database; empty after a failure. */
    Optional<String> visit(Visit visit, String options) {
        return visit(visit, options, () -> false);
    }

    /** @param stay whether the client sends one more query after the next pause */
    Optional<String> visit(Visit visit, String options, BooleanSupplier stay) {
        long from = Clock.now();
        Optional<KeyHistory.Reset> reset = visit.kind() == Visit.Kind.RESET
                ? Optional.of(ledger.key(visit.key()).resetBegins(from))
                : Optional.empty();
        String database = "";
        long began = System.nanoTime();
        try (Session session = fleet.open(visit, options)) {
            synchronized (openings) {
                openings.add(Samples.millisSince(began));
            }
            long to = Clock.now();
            reset.ifPresent(it -> it.over(to));
            database = session.database();
            letIn(visit, session, from, to);
            from = to;
            check(visit, session);
            long row = ledger.number();
            Marks.write(session, row);
            ledger.rows(database).add(row, Clock.now());
            while (stay.getAsBoolean()) {
                Clock.sleep(PING);
                from = Clock.now();
                session.execute("SELECT 1");
            }
            return Optional.of(database);
        } catch (SQLException e) {
            long now = Clock.now();
            if (database.isEmpty()) {
                reset.ifPresent(it -> it.over(now + AFTERMATH));
            }
            failed(new Failure(visit, database, from, now, e));
            return Optional.empty();
        }
    }

    private void letIn(Visit visit, Session session, long from, long to) {
        counts.count("let in: " + visit.kind());
        String database = session.database();
        listener.letIn(visit, database, !ledger.isKnown(database), from);
        if (visit.kind() == Visit.Kind.ISSUED) {
            if (!database.equals(visit.user())) {
                problem("doubled", visit + " got " + database);
            }
            return;
        }
        ledger.owned(visit, database)
                .ifPresent(other -> problem("doubled", visit + " got " + database + " of " + other));
        ledger.key(visit.source())
                .any()
                .filter(source -> !Session.tag(source).equals(Session.tag(database)))
                .ifPresent(source -> problem("copy elsewhere", visit + " got " + database + ", a copy of " + source));
        if (!visit.key().isEmpty()) {
            KeyHistory history = ledger.key(visit.key());
            if (visit.kind() == Visit.Kind.RESET && history.wasSeen(database, from)) {
                problem("doubled", visit + " got the database from before the reset, " + database);
            }
            history.seen(new KeyHistory.Sighting(database, from, to));
        }
    }

    private void check(Visit visit, Session session) throws SQLException {
        String database = session.database();
        Set<Long> missing = new TreeSet<>(ledger.rows(database).before(Clock.now()));
        Set<Long> foreign = new TreeSet<>();
        int own = 0;
        for (Map.Entry<Long, String> mark : Marks.of(session).origins().entrySet()) {
            if (mark.getValue().equals(database)) {
                missing.remove(mark.getKey());
                own++;
            } else {
                foreign.add(mark.getKey());
            }
        }
        if (!missing.isEmpty()) {
            problem("lost", visit + " in " + database + ": committed rows are missing: " + missing);
        }
        if (own > 0 && visit.isAlone()) {
            problem("doubled", visit + " in " + database + ": a client was here before");
        }
        if (visit.kind() != Visit.Kind.ISSUED) {
            Set<Long> expected = ledger.source(visit.source());
            if (!foreign.equals(expected)) {
                problem(
                        visit.source().isEmpty() ? "doubled" : "torn copy",
                        visit + " in " + database + ": rows of other databases are " + foreign + ", not " + expected);
            }
        }
        if (visit.kind() == Visit.Kind.NEW) {
            ledger.issued(session.issued(), Clock.now());
        }
    }

    private void failed(Failure failure) {
        resetMeanwhile(failure)
                .or(() -> excuse.of(failure))
                .ifPresentOrElse(
                        why -> counts.count("right failure: " + why),
                        () -> problem("refused " + failure.visit().kind(), failure.toString()));
    }

    private Optional<String> resetMeanwhile(Failure failure) {
        Visit visit = failure.visit();
        int own = visit.kind() == Visit.Kind.RESET && failure.database().isEmpty() ? 1 : 0;
        return !visit.key().isEmpty()
                        && BY_RESET.contains(failure.state())
                        && ledger.key(visit.key()).resets(failure.from(), failure.to()) > own
                ? Optional.of("another client reset the key")
                : Optional.empty();
    }

    /** Reports a problem with the last lines of all logs, unless the part was told to stop. */
    void problem(String kind, String what) {
        if (!scene.stage().isClosed()) {
            scene.problems().add(kind, what, fleet.logs().tails());
        }
    }
}
