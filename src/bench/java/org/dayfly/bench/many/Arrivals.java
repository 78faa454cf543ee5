package org.dayfly.bench.many;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dayfly.bench.report.ProblemLog;
import org.dayfly.bench.stage.Clock;

/**
 * When clients were the first in a database, and on which server. Knows which databases have expired. For any thread.
 */
final class Arrivals implements Visitor.Listener, Excuse {
    private static final Set<String> CUT = Set.of("57P01", "3D000", "08003", "08006");
    private static final long PRECISION = 2_000;

    private final Ledger ledger;
    private final ProblemLog problems;
    private final Map<String, Long> born = new HashMap<>();
    private final Map<String, Integer> count = new HashMap<>();
    private String closedTag = "";
    private long closedFrom;

    Arrivals(Ledger ledger, ProblemLog problems) {
        this.ledger = ledger;
        this.problems = problems;
    }

    @Override
    public synchronized void letIn(Visit visit, String database, boolean first, long from) {
        String tag = Session.tag(database);
        if (visit.kind() == Visit.Kind.ISSUED || !first) {
            return;
        }
        born.put(database, from);
        count.merge(tag, 1, Integer::sum);
        if (tag.equals(closedTag) && from > closedFrom) {
            problems.add(
                    "new database on a drained server",
                    visit + " got " + database + ", " + (from - closedFrom) + " ms after each proxy could know",
                    "");
        }
    }

    /** A server must get no new database whose client connects after a moment. */
    synchronized void close(String tag, long from) {
        closedTag = tag;
        closedFrom = from;
    }

    /** How many databases clients got on a server. */
    synchronized int of(String tag) {
        return count.getOrDefault(tag, 0);
    }

    /** A database that expires ends its sessions, and a client may come too late. */
    @Override
    public synchronized Optional<String> of(Failure failure) {
        Visit visit = failure.visit();
        String database =
                failure.database().isEmpty() ? ledger.key(visit.key()).any().orElse(visit.user()) : failure.database();
        long since = born.getOrDefault(database, Clock.now());
        boolean expires = !visit.key().startsWith(ChangesPart.STAYS);
        return expires && CUT.contains(failure.state()) && failure.to() > since + Lifetimes.SHORT_MILLIS - PRECISION
                ? Optional.of("the database expired")
                : Optional.empty();
    }
}
