package org.dayfly.server.warm;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides room among parties that want parts of it. If the room is not enough, a party that wants little gets what it
 * wants, and the others get equal parts of the rest (max-min fairness).
 */
final class FairShares {
    private FairShares() {}

    /**
     * The share of each party, at most what it wants.
     *
     * @param wanted how much each party wants
     * @param room how much there is
     */
    static <K> Map<K, Integer> of(Map<K, Integer> wanted, int room) {
        List<Map.Entry<K, Integer>> smallestFirst = wanted.entrySet().stream()
                .sorted(Comparator.comparingInt(Map.Entry::getValue))
                .toList();
        Map<K, Integer> shares = new HashMap<>();
        int left = room;
        int parties = smallestFirst.size();
        for (Map.Entry<K, Integer> party : smallestFirst) {
            int share = Math.min(party.getValue(), left / parties);
            shares.put(party.getKey(), share);
            left -= share;
            parties--;
        }
        return shares;
    }
}
