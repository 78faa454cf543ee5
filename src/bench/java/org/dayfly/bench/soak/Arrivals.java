package org.dayfly.bench.soak;

import java.util.Optional;
import org.dayfly.bench.soak.Tally.Problem;

/** Compares the database that a client was let in to with the one that it should be in. */
record Arrivals(Site site) {
    void check(Dial dial, Ledger.Arrival arrival, long from, long now) {
        Handed database = arrival.database();
        site.tally().count((arrival.first() ? "handed out " : "joined ") + dial.kind());
        switch (dial.kind()) {
            case NEW, KEY, COPY, RESET -> {
                if (arrival.doubled(dial)) {
                    problem(Problem.DOUBLED, dial + " got what " + arrival.ownerBefore() + " had: " + database);
                }
                if (!dial.key().isEmpty()) {
                    others(dial, database, from, now);
                }
            }
            case ISSUED -> {
                if (database.replacedBefore(from)) {
                    problem(Problem.DOUBLED, dial + " got in though another has the key of " + database);
                }
            }
            case WRONG_PASSWORD -> problem(Problem.REFUSED, dial + " was let in with a wrong password");
        }
    }

    /** One that had the key before must be over, and stays so. */
    private void others(Dial dial, Handed database, long from, long now) {
        if (database.replacedBefore(from)) {
            problem(Problem.DOUBLED, dial + " got one whose key another had since: " + database);
        }
        for (Handed other : site.ledger().answered(dial.key(), from)) {
            if (other != database && other.replaced(now)) {
                Optional<String> why = site.lives().whyOver(other, now);
                why.ifPresentOrElse(
                        cause -> site.tally().count("replaced under its key: " + cause),
                        () -> problem(
                                Problem.LOST,
                                dial + " got " + database.name() + " though there must be " + other
                                        + site.lives().fate(other)));
            }
        }
    }

    private void problem(Problem problem, String what) {
        site.judge().problem(problem, what);
    }
}
