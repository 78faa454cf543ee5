package org.dayfly.bench.many;

import org.dayfly.bench.stage.Issued;

/**
 * What a client connects to.
 *
 * @param proxy its number
 * @param key the KEY, or empty
 * @param source the SOURCE of a copy, or empty
 */
record Visit(Kind kind, int proxy, String user, String password, String key, String source) {
    /** The template of all proxies. */
    static final String TEMPLATE = "shop";

    /** What the user name asks for. */
    enum Kind {
        NEW,
        KEY,
        COPY,
        SHARED_COPY,
        TEMPLATE,
        RESET,
        ISSUED
    }

    static Visit fresh(int proxy) {
        return new Visit(Kind.NEW, proxy, "new", "", "", "");
    }

    static Visit key(int proxy, String key) {
        return new Visit(Kind.KEY, proxy, "new." + key, "", key, "");
    }

    static Visit copy(int proxy, String source) {
        return new Visit(Kind.COPY, proxy, "copy." + source, "", "", source);
    }

    static Visit sharedCopy(int proxy, String source, String key) {
        return new Visit(Kind.SHARED_COPY, proxy, "copy." + source + "." + key, "", key, source);
    }

    static Visit template(int proxy) {
        return new Visit(Kind.TEMPLATE, proxy, "copy." + TEMPLATE, "", "", TEMPLATE);
    }

    static Visit reset(int proxy, String key) {
        return new Visit(Kind.RESET, proxy, "reset." + key, "", key, "");
    }

    static Visit issued(int proxy, Issued issued) {
        return new Visit(Kind.ISSUED, proxy, issued.role(), issued.password(), "", "");
    }

    /** Whether each visit gets a database of its own. */
    boolean isAlone() {
        return key.isEmpty() && kind != Kind.ISSUED;
    }

    @Override
    public String toString() {
        return kind + " " + user + " through " + (char) ('A' + proxy);
    }
}
