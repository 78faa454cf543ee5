package org.dayfly.bench.many;

import java.sql.SQLException;

/**
 * A client was refused, or its session ended.
 *
 * @param database in which the session was; empty if the client was refused
 * @param from when the client connected, or last had an answer
 */
record Failure(Visit visit, String database, long from, long to, SQLException cause) {
    String state() {
        return String.valueOf(cause.getSQLState());
    }

    @Override
    public String toString() {
        String why = cause.getCause() == null ? "" : " <- " + cause.getCause();
        return visit + (database.isEmpty() ? " refused" : " in " + database + " ended") + " after " + (to - from)
                + " ms: " + state() + " " + (cause.getMessage() + why).replace('\n', ' ');
    }
}
