package org.dayfly.bench.many;

import java.util.HashMap;
import java.util.Map;

/** When each proxy was last used for each key, since the proxy started. Safe for any thread. */
final class Uses {
    private final Map<Use, Long> last = new HashMap<>();

    private record Use(int proxy, String key) {}

    /** A client was let in. A copy is a use of its source too. */
    synchronized void used(Visit visit, long from) {
        if (visit.kind() != Visit.Kind.TEMPLATE) {
            note(visit.proxy(), visit.source(), from);
        }
        note(visit.proxy(), visit.key(), from);
    }

    private void note(int proxy, String key, long from) {
        if (!key.isEmpty()) {
            last.merge(new Use(proxy, key), from, Math::max);
        }
    }

    /** Whether the proxy was used, since a moment, for all keys that a visit names. */
    synchronized boolean isKnown(Visit visit, long since) {
        return isUsed(visit.proxy(), visit.key(), since)
                && (visit.kind() == Visit.Kind.TEMPLATE || isUsed(visit.proxy(), visit.source(), since));
    }

    private boolean isUsed(int proxy, String key, long since) {
        return key.isEmpty() || last.getOrDefault(new Use(proxy, key), Long.MIN_VALUE) >= since;
    }

    /** The proxy has ended, and forgets. */
    synchronized void forget(int proxy) {
        last.keySet().removeIf(use -> use.proxy() == proxy);
    }
}
