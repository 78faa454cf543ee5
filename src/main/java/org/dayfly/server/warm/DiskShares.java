package org.dayfly.server.warm;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Divides disk among parties that want databases of different sizes. The party that would have least with one more
 * database gets the next one, as long as there is one that fits. A party whose database is larger than the disk gets
 * none.
 */
final class DiskShares {
    private DiskShares() {}

    /**
     * The number of databases of each party, at most what it wants.
     *
     * @param wanted how many databases each party wants
     * @param cost the size of one database of a party, above 0
     * @param order decides between parties that would have equally much
     * @param room how much disk there is
     */
    static <K> Map<K, Integer> of(Map<K, Integer> wanted, ToLongFunction<K> cost, Comparator<K> order, long room) {
        Map<K, Integer> shares = new HashMap<>();
        wanted.keySet().forEach(party -> shares.put(party, 0));
        Comparator<K> least =
                Comparator.comparingLong(party -> (shares.getOrDefault(party, 0) + 1) * cost.applyAsLong(party));
        long left = room;
        while (true) {
            long has = left;
            Optional<K> next = wanted.keySet().stream()
                    .filter(party -> shares.getOrDefault(party, 0) < wanted.getOrDefault(party, 0)
                            && cost.applyAsLong(party) <= has)
                    .min(least.thenComparing(order));
            if (next.isEmpty()) {
                return shares;
            }
            shares.merge(next.get(), 1, Integer::sum);
            left -= cost.applyAsLong(next.get());
        }
    }
}
