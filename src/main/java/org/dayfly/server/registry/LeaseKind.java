package org.dayfly.server.registry;

import java.util.Locale;

/** What a client is given. The registry has the same words in lower case. */
public enum LeaseKind {
    /** A database. */
    DATABASE,
    /** A whole PostgreSQL server. */
    SERVER;

    /** The word in the registry, and in messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The user name that asks for a fresh one. A key may follow, after a dot. */
    public String user() {
        return this == SERVER ? "server" : "new";
    }

    /** Reads the word of the registry. */
    public static LeaseKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
