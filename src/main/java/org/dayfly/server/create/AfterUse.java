package org.dayfly.server.create;

import java.time.Duration;

/**
 * The word of a client about a database: what happens to the database when no client uses it any more. The last word
 * counts.
 *
 * @param word keep or drop, as in the registry
 * @param kept how long a database that is kept stays at least, from the client's word on; {@link Duration#ZERO} for no
 *     limit
 * @param oldest the age that a database can reach by such a word; {@link Duration#ZERO} for no limit
 */
public record AfterUse(String word, Duration kept, Duration oldest) {
    private static final String KEEP = "keep";

    /** The database is dropped when its last session has ended. */
    public static final AfterUse DROP = new AfterUse("drop", Duration.ZERO, Duration.ZERO);

    /** The database stays, although no session is open on it, and although none ever sent a query. */
    public static AfterUse keep(Duration kept, Duration oldest) {
        boolean bounded = !oldest.isZero() && (kept.isZero() || kept.compareTo(oldest) > 0);
        return new AfterUse(KEEP, bounded ? oldest : kept, oldest);
    }

    public boolean keeps() {
        return word.equals(KEEP);
    }

    /** A time of a database that is just made, after this word. */
    Duration extend(Duration time) {
        boolean longer = keeps() && !time.isZero() && (kept.isZero() || kept.compareTo(time) > 0);
        return longer ? kept : time;
    }
}
