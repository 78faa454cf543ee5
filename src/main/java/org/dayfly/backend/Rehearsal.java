package org.dayfly.backend;

import org.dayfly.protocol.SimpleQuery;

/**
 * A query that runs at the end of a login, before a client uses the session. Of its answer only the first column of the
 * last row is kept.
 *
 * @param mayFail whether the login goes on if the query fails; then its answer is empty
 */
public record Rehearsal(SimpleQuery query, boolean mayFail) {
    /** A query that must work. */
    public static Rehearsal required(SimpleQuery query) {
        return new Rehearsal(query, false);
    }

    /** A query that may fail. */
    public static Rehearsal optional(SimpleQuery query) {
        return new Rehearsal(query, true);
    }
}
