package org.dayfly.junit;

/** A line in the stack trace of a failed test, which says how to look into its database. */
final class KeptDatabase extends Exception {
    private static final long serialVersionUID = 1L;

    KeptDatabase(String url) {
        super("the database of the failed test is kept for an hour: psql " + url, null, false, false);
    }
}
