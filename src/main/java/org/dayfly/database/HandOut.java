package org.dayfly.database;

import java.util.Optional;

/**
 * What a warm database is handed out for.
 *
 * @param key that it will be shared by
 * @param replaces whether another database that bears the key by now gives way
 */
record HandOut(DatabaseName name, Terms terms, Optional<Key> key, boolean replaces) {
    /** What came of it. */
    enum Outcome {
        /** It is in service. */
        FRESH,
        /** It is not warm any more: a crash, another proxy or an administrator was faster. */
        GONE,
        /** The key has a database, which is not to be replaced. */
        TAKEN,
        /** There are as many databases as there may be, all in use. */
        FULL
    }
}
