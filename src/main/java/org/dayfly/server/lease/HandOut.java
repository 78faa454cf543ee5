package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.server.create.Terms;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * An order to hand out a warm database.
 *
 * @param key the key by which sessions will share the database
 * @param replaces whether the database that has the key gives way
 * @param replaced the database that had the key when the client asked; any other database that has the key by now stays
 */
record HandOut(DatabaseName name, Terms terms, Optional<Key> key, boolean replaces, Optional<DatabaseName> replaced) {
    /** The limit for keys like this one. */
    Optional<KeyPrefix> prefix() {
        return key.flatMap(it -> terms.quota().of(it.value()));
    }

    /** The result of a hand-out. */
    enum Outcome {
        /** The database is in service. */
        FRESH,
        /** The database is no longer warm: a crash, another proxy or an administrator was faster. */
        GONE,
        /** The key has a database that the hand-out does not replace. */
        TAKEN,
        /** The limit of all databases is reached, and no database can give way. */
        FULL,
        /** The limit of the client's address is reached, and all of its databases are in use. */
        CROWDED,
        /** The limit of keys with this prefix is reached, and all of their databases are in use. */
        CROWDED_KEY,
        /** The directory of the server's keys is another one than this proxy uses. */
        ELSEWHERE
    }
}
