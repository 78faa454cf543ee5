package org.dayfly.junit;

/** Text in the startup parameter {@code options}. */
final class Options {
    private static final int LONGEST_NOTE = 200;

    private Options() {}

    /**
     * A note as a value: at most 200 characters, without control characters. A backslash stands before a space.
     *
     * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS">PostgreSQL,
     *     34.1.2, options</a>
     */
    static String escaped(String note) {
        String text = note.replaceAll("\\p{Cntrl}", " ");
        return text.substring(0, Math.min(LONGEST_NOTE, text.length())).replaceAll("([\\\\\\s])", "\\\\$1");
    }
}
