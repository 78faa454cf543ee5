package org.dayfly.bench.soak;

/** How long databases of a kind live. All clients of one key ask for the same, so that the ledger knows it. */
record Terms(int ttlSeconds, int idleSeconds) {
    static final Terms BARE = new Terms(40, 8);
    static final Terms SHARED = new Terms(60, 30);
    /** Shorter than the reaper's interval of one proxy: the other proxy has to ask the server whether it is idle. */
    static final Terms LONG = new Terms(90, 6);

    /** The startup parameter; what is acknowledged must outlive a crash, whatever the server's default is. */
    String options() {
        return "-c dayfly.ttl=" + ttlSeconds + "s -c dayfly.idle=" + idleSeconds + "s -c synchronous_commit=on";
    }

    long idleMillis() {
        return idleSeconds * 1000L;
    }
}
