package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.server.create.Terms;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * What a warm database is handed out for.
 *
 * @param key that it will be shared by
 * @param replaces whether the database that bears the key gives way
 * @param replaced the database that bore the key when the client asked; any other that bears it by now stays
 */
record HandOut(DatabaseName name, Terms terms, Optional<Key> key, boolean replaces, Optional<DatabaseName> replaced) {
    /** The limit for keys like this one. */
    Optional<KeyPrefix> prefix() {
        return key.flatMap(it -> terms.quota().of(it.value()));
    }

    /** What came of it. */
    enum Outcome {
        /** It is in service. */
        FRESH,
        /** It is not warm any more: a crash, another proxy or an administrator was faster. */
        GONE,
        /** The key has a database, which is not to be replaced. */
        TAKEN,
        /** There are as many databases as there may be, and none can give way. */
        FULL,
        /** Its client has as many as it may have, all in use. */
        CROWDED,
        /** There are as many as there may be with keys that begin so, all in use. */
        CROWDED_KEY
    }
}
