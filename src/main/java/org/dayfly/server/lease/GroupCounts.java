package org.dayfly.server.lease;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many databases each {@link LimitedGroup} has on one server, as far as this proxy knows: the numbers of the last
 * count, changed by the hand-outs of this proxy since. A hand-out that has begun counts already. Safe for use by any
 * thread.
 */
final class GroupCounts {
    private Map<LimitedGroup, Integer> known = new HashMap<>();
    private final Map<LimitedGroup, Integer> begun = new HashMap<>();
    private final Set<LimitedGroup> changed = new HashSet<>();

    synchronized int of(LimitedGroup group) {
        return known.getOrDefault(group, 0) + begun.getOrDefault(group, 0);
    }

    /** Notes that a hand-out has begun. */
    synchronized void begin(Collection<LimitedGroup> groups) {
        groups.forEach(group -> begun.merge(group, 1, Integer::sum));
    }

    /** Notes that a hand-out came to nothing. */
    synchronized void giveUp(Collection<LimitedGroup> groups) {
        groups.forEach(group -> begun.computeIfPresent(group, (same, count) -> count == 1 ? null : count - 1));
    }

    /**
     * Notes that a hand-out is committed.
     *
     * @param here how many databases some of the groups have on the server now, as the registry counted
     */
    synchronized void handedOut(Collection<LimitedGroup> groups, Map<LimitedGroup, Integer> here) {
        giveUp(groups);
        for (LimitedGroup group : groups) {
            known.put(group, here.getOrDefault(group, known.getOrDefault(group, 0) + 1));
        }
        changed.addAll(groups);
    }

    /** Notes that databases of a group were taken out of service. */
    synchronized void gaveWay(LimitedGroup group, int count) {
        known.computeIfPresent(group, (same, before) -> Math.max(0, before - count));
        changed.add(group);
    }

    /** Notes that the registry begins to count. */
    synchronized void countBegins() {
        changed.clear();
    }

    /**
     * Takes over the numbers of the registry, except those of groups that changed after the count began: the registry
     * may have counted before the change.
     */
    synchronized void counted(Map<LimitedGroup, Integer> fresh) {
        Map<LimitedGroup, Integer> next = new HashMap<>(fresh);
        changed.forEach(group -> next.put(group, known.getOrDefault(group, 0)));
        known = next;
    }
}
