package org.dayfly.bench.soak;

import java.util.Optional;

/**
 * Two rows of a session: the first is written when the session begins, the second before the session ends. A copy that
 * has only the first row was made during the session.
 */
final class RowPair {
    private boolean broken;
    private boolean complete;
    private String seenHalf = "";

    /** The second row was acknowledged. Returns a copy that has only the first row, if there is one. */
    synchronized Optional<String> complete() {
        complete = true;
        return seenHalf.isEmpty() ? Optional.empty() : Optional.of(seenHalf);
    }

    /** The session ended between the two rows, so a copy may have only the first row. */
    synchronized void broken() {
        broken = true;
    }

    /** A copy has only the first row. Returns whether this is a problem. */
    synchronized boolean half(String copy) {
        if (!broken && !complete) {
            seenHalf = copy;
        }
        return complete;
    }
}
