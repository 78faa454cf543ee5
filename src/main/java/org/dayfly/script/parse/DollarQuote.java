package org.dayfly.script.parse;

/**
 * Finds the end of a dollar-quoted string, which is the tag that the string began with.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING">PostgreSQL,
 *     Dollar-Quoted String Constants</a>
 */
final class DollarQuote {
    private final String tag;
    private int matched;

    /**
     * Begins after the first tag.
     *
     * @param tag the tag with both dollar signs
     */
    DollarQuote(String tag) {
        this.tag = tag;
    }

    /** Takes the next byte of the string. */
    void read(int next) {
        if (next == tag.charAt(matched)) {
            matched++;
        } else {
            matched = next == '$' ? 1 : 0;
        }
    }

    boolean ends() {
        return matched == tag.length();
    }
}
