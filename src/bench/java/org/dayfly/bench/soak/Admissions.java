package org.dayfly.bench.soak;

import java.util.Optional;
import org.dayfly.bench.soak.Tally.Problem;

/** Checks that each client was let in to the right database. */
record Admissions(Shared shared) {
    void check(Target target, Ledger.Admission admission, long from, long now) {
        Database database = admission.database();
        shared.tally().count((admission.first() ? "handed out " : "joined ") + target.kind());
        switch (target.kind()) {
            case NEW, KEY, COPY, RESET -> {
                if (admission.doubled(target)) {
                    problem(
                            Problem.DOUBLED,
                            target + " got a database of " + admission.ownerBefore() + ": " + database);
                }
                if (!target.key().isEmpty()) {
                    checkOthers(target, database, from, now);
                }
            }
            case ISSUED -> {
                if (database.replacedBefore(from)) {
                    problem(Problem.DOUBLED, target + " was let in, but its key has a newer database than " + database);
                }
            }
            case WRONG_PASSWORD -> problem(Problem.REFUSED, target + " was let in with a wrong password");
        }
    }

    /** Another database that had the key before must be out of service, and must stay out of service. */
    private void checkOthers(Target target, Database database, long from, long now) {
        if (database.replacedBefore(from)) {
            problem(Problem.DOUBLED, target + " got an old database of its key: " + database);
        }
        for (Database other : shared.ledger().answered(target.key(), from)) {
            if (other != database && other.replaced(now)) {
                Optional<String> why = shared.endCauses().whyOver(other, now);
                why.ifPresentOrElse(
                        cause -> shared.tally().count("replaced under its key: " + cause),
                        () -> problem(
                                Problem.LOST,
                                target + " got " + database.name() + " instead of " + other
                                        + shared.endCauses().registryEntry(other)));
            }
        }
    }

    private void problem(Problem problem, String what) {
        shared.judge().problem(problem, what);
    }
}
