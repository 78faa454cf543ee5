package org.dayfly.bench.many;

/** How long databases live. */
final class Lifetimes {
    /** For databases that must not expire before the end of a part. */
    static final String LONG = "-c dayfly.ttl=6h -c dayfly.idle=6h";

    /** For databases that are many. */
    static final String SHORT = "-c dayfly.ttl=60s -c dayfly.idle=60s";

    static final long SHORT_MILLIS = 60_000;

    private Lifetimes() {}

    /** The startup parameter of a visit. The databases of keys must not expire. */
    static String of(Visit visit) {
        return visit.key().isEmpty() ? SHORT : LONG;
    }
}
