package org.dayfly.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.config.value.Bounds;

/**
 * How many throwaway databases there may be. 0 means no limit.
 *
 * @param databases the number of databases at the same time
 * @param perAddress the number of databases at the same time that were made for one client address (see
 *     {@link AddressBlock})
 * @param creationsPerMinute the number of databases that are made for one client address in a minute
 * @param byKeyPrefix by prefix, the number of databases at the same time whose keys begin with the prefix
 */
public record QuotaSettings(int databases, int perAddress, int creationsPerMinute, Map<String, Integer> byKeyPrefix) {
    public QuotaSettings {
        Bounds.atLeastZero("databases.max", databases);
        Bounds.atLeastZero("limits.per-address", perAddress);
        Bounds.atLeastZero("limits.creations-per-minute", creationsPerMinute);
        byKeyPrefix = new TreeMap<>(byKeyPrefix);
        byKeyPrefix.forEach((prefix, most) -> Bounds.atLeastZero("limits.key-prefixes." + prefix, most));
    }

    /** A limit for all databases together, and no other limit. */
    public static QuotaSettings ofDatabases(int most) {
        return new QuotaSettings(most, 0, 0, Map.of());
    }

    /** Whether a limit counts the databases of one client, or those with a key prefix. */
    public boolean limitsGroups() {
        return perAddress > 0 || !limitedPrefixes().isEmpty();
    }

    /** The key prefixes that have a limit. */
    public List<String> limitedPrefixes() {
        return byKeyPrefix.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The same limits, with another limit for all databases. */
    public QuotaSettings withDatabases(int most) {
        return new QuotaSettings(most, perAddress, creationsPerMinute, byKeyPrefix);
    }

    /** A limit for keys with the same prefix. */
    public record KeyPrefix(String prefix, int most) {}

    /** The limit for a key. If the key begins with several prefixes, the longest prefix counts. */
    public Optional<KeyPrefix> of(String key) {
        return byKeyPrefix.entrySet().stream()
                .filter(each -> key.startsWith(each.getKey()))
                .max(Comparator.comparingInt(each -> each.getKey().length()))
                .map(each -> new KeyPrefix(each.getKey(), each.getValue()))
                .filter(limit -> limit.most() > 0);
    }
}
