package org.dayfly.admin.page;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last events of each type, so that many refusals do not push the drops out. Safe for use by any thread; a thread
 * waits for no more than a few moves in memory.
 */
final class RecentEvents {
    /** How many of each type are kept. */
    private static final int KEPT = 150;

    private final Clock clock;
    private final Map<String, Deque<Numbered>> byType = new HashMap<>();
    private long lastId;

    /** The ids go on after those of an earlier dayfly, so that a page that stays open sees what is new. */
    RecentEvents(Clock clock) {
        this.clock = clock;
        this.lastId = clock.millis() * 1000;
    }

    /** @param at in milliseconds since 1970 */
    record Numbered(long id, long at, RecentEvent event) {}

    synchronized void add(RecentEvent event) {
        lastId++;
        Deque<Numbered> kept = byType.computeIfAbsent(event.type(), type -> new ArrayDeque<>(KEPT + 1));
        kept.add(new Numbered(lastId, clock.millis(), event));
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
    }

    /** The events with a greater id, from the oldest to the newest, as JSON. */
    String after(long id) {
        List<Numbered> newer = new ArrayList<>();
        long last;
        synchronized (this) {
            last = lastId;
            byType.values()
                    .forEach(kept -> kept.forEach(each -> {
                        if (each.id() > id) {
                            newer.add(each);
                        }
                    }));
        }
        newer.sort(Comparator.comparingLong(Numbered::id));
        return Json.object(json -> json.put("last", last).array("events", newer, (its, each) -> {
            its.put("id", each.id())
                    .put("at", each.at())
                    .put("type", each.event().type());
            each.event().write(its);
        }));
    }
}
