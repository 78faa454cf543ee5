package org.dayfly.bench.soak;

import java.util.Optional;

/**
 * A session that writes a first row when it begins and a second one before it ends. A copy that has the first row alone
 * was made during the session.
 */
final class Visit {
    private boolean broken;
    private boolean complete;
    private String seenHalf = "";

    /** The second row was acknowledged; the answer: where only the first was seen, if anywhere. */
    synchronized Optional<String> complete() {
        complete = true;
        return seenHalf.isEmpty() ? Optional.empty() : Optional.of(seenHalf);
    }

    /** It ended in between, so that a rest may have the first row alone. */
    synchronized void broken() {
        broken = true;
    }

    /** A copy has the first row alone; whether that can't be. */
    synchronized boolean half(String copy) {
        if (!broken && !complete) {
            seenHalf = copy;
        }
        return complete;
    }
}
