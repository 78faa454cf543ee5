package org.dayfly.bench.soak;

/** The ttl and idle time of a database. All clients of a key ask for the same, so that the ledger knows both. */
record Lifetime(int ttlSeconds, int idleSeconds) {
    static final Lifetime FRESH = new Lifetime(40, 8);
    static final Lifetime SHARED = new Lifetime(60, 30);
    /** Idle time below one reaper.interval: the other proxy must ask the server whether the database is idle. */
    static final Lifetime LONG = new Lifetime(90, 6);

    /** The startup parameter. With synchronous_commit, acknowledged rows survive a crash of the server. */
    String options() {
        return "-c dayfly.ttl=" + ttlSeconds + "s -c dayfly.idle=" + idleSeconds + "s -c synchronous_commit=on";
    }

    long idleMillis() {
        return idleSeconds * 1000L;
    }
}
