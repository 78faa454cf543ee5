package org.dayfly.server.lease;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.config.QuotaSettings.KeyPrefix;
import org.dayfly.config.value.AddressBlock;
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

    /** The databases of the client; empty if they have no limit. */
    Optional<LimitedGroup> client() {
        return terms.client()
                .filter(client -> terms.quota().perAddress() > 0)
                .map(client -> LimitedGroup.of(AddressBlock.of(Optional.of(client))));
    }

    /** The databases that count for the limit of {@link #prefix}. */
    Optional<LimitedGroup> withPrefix() {
        return prefix().map(limit -> LimitedGroup.of(limit.prefix()));
    }

    /** All groups that the database belongs to: of its client, and of each prefix of its key. */
    List<LimitedGroup> groups() {
        Stream<LimitedGroup> withKey = key.stream()
                .flatMap(it -> terms.quota().limitedPrefixes().stream().filter(it.value()::startsWith))
                .map(LimitedGroup::of);
        return Stream.concat(client().stream(), withKey).toList();
    }

    /** A limit that holds over all servers of the proxy. */
    record Limit(LimitedGroup group, int most) {}

    /** The limit that refused the hand-out; empty if that is the limit of all databases of one server. */
    Optional<Limit> limit(Outcome refusal) {
        return switch (refusal) {
            case CROWDED -> client().map(group -> new Limit(group, terms.quota().perAddress()));
            case CROWDED_KEY -> prefix().map(limit -> new Limit(LimitedGroup.of(limit.prefix()), limit.most()));
            case FULL, FRESH, GONE, TAKEN, ELSEWHERE -> Optional.empty();
        };
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
