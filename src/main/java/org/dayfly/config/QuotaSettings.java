package org.dayfly.config;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.config.value.Bounds;

/**
 * How many throwaway databases there may be; 0 means no limit.
 *
 * @param databases at the same time
 * @param perAddress of those, made for one client address (see {@link AddressBlock})
 * @param creationsPerMinute made for one client address, in a minute
 * @param byKeyPrefix at the same time, with keys that begin alike
 */
public record QuotaSettings(int databases, int perAddress, int creationsPerMinute, Map<String, Integer> byKeyPrefix) {
    public QuotaSettings {
        Bounds.atLeastZero("databases.max", databases);
        Bounds.atLeastZero("limits.per-address", perAddress);
        Bounds.atLeastZero("limits.creations-per-minute", creationsPerMinute);
        byKeyPrefix = new TreeMap<>(byKeyPrefix);
        byKeyPrefix.forEach((prefix, most) -> Bounds.atLeastZero("limits.key-prefixes." + prefix, most));
    }

    /** So many databases in all, and no other limit. */
    public static QuotaSettings ofDatabases(int most) {
        return new QuotaSettings(most, 0, 0, Map.of());
    }

    /** A limit for keys that begin alike. */
    public record KeyPrefix(String prefix, int most) {}

    /** The limit that a key is under: of those that it begins with, the longest counts. */
    public Optional<KeyPrefix> of(String key) {
        return byKeyPrefix.entrySet().stream()
                .filter(each -> key.startsWith(each.getKey()))
                .max(Comparator.comparingInt(each -> each.getKey().length()))
                .map(each -> new KeyPrefix(each.getKey(), each.getValue()))
                .filter(limit -> limit.most() > 0);
    }
}
