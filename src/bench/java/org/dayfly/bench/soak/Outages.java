package org.dayfly.bench.soak;

import org.dayfly.bench.stage.OutageLog;

/** When the soak put a proxy or the server out of order. Safe for any thread. */
final class Outages {
    static final int SERVER = -1;

    /** The time that dayfly needs to connect again to a server that is back. */
    private static final long SERVER_GRACE = 5_000;

    private static final long PROXY_GRACE = 1_000;

    private final OutageLog log = new OutageLog();

    /** @param process a proxy, or {@link #SERVER} */
    OutageLog.Outage begins(int process) {
        return log.begins(process);
    }

    /** Whether a client of a proxy may have been refused or cut off because of an outage. */
    boolean explain(int proxy, long from, long to) {
        return log.of(process -> process == SERVER, from, to, SERVER_GRACE)
                || log.of(process -> process == proxy, from, to, PROXY_GRACE);
    }

    /** Whether a proxy or the server was out of order. */
    boolean of(int proxy, long from, long to) {
        return log.of(process -> process == SERVER || process == proxy, from, to, 0);
    }

    /** Whether anything at all was out of order. */
    boolean any(long from, long to) {
        return log.of(process -> true, from, to, 0);
    }
}
