package org.dayfly.server.ready;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Delays the next try after a failure, twice as long after each failure. A key names the thing that failed, which rests
 * until the next try. Safe for use by any thread.
 *
 * <p>No client waits for these tries. So they must not keep the server busy, whatever causes the failures.
 */
final class Backoff<K> {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** If a thing worked for this long before it failed, the failure counts as its first. */
    private static final Duration STEADY = Duration.ofSeconds(30);

    /** Enough failures for the longest rest. */
    private static final int MANY = 7;

    /** After this time without a failure, a hopeless thing may be tried again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** The most things; the oldest thing is forgotten first. */
    private static final int MOST = 1000;

    private final LongSupplier nanoTime;
    private final int hopeless;
    private final Map<K, Setback> byKey = new LinkedHashMap<>();

    /** @param hopeless the number of failures in a row after which a thing is not tried again */
    Backoff(LongSupplier nanoTime, int hopeless) {
        this.nanoTime = nanoTime;
        this.hopeless = hopeless;
    }

    /** The last failure of a thing, and the number of its failures in a row. */
    private record Setback(int failures, long since) {
        Duration rest() {
            Duration rest = FIRST.multipliedBy(1L << (Math.min(failures, MANY) - 1));
            return rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
        }

        long until() {
            return since + rest().toNanos();
        }
    }

    /**
     * Notes a failure. A try that began before the last failure does not count: it has the same cause.
     *
     * @param begun when the failed try began, by the given clock
     * @return how long the thing rests
     */
    synchronized Duration failed(K key, long begun) {
        long now = nanoTime.getAsLong();
        Setback last = byKey.get(key);
        if (last != null && begun - last.since() < 0) {
            return Duration.ofNanos(Math.max(0, last.until() - now));
        }
        int before = last == null || now - begun >= STEADY.toNanos() ? 0 : last.failures();
        Setback worse = new Setback(before + 1, now);
        byKey.remove(key); // the thing becomes the youngest
        byKey.put(key, worse);
        if (byKey.size() > MOST) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        return worse.rest();
    }

    /** Whether a thing must not be tried now. */
    synchronized boolean rests(K key) {
        Setback last = current(key);
        return last != null && (last.failures() >= hopeless || nanoTime.getAsLong() - last.until() < 0);
    }

    /**
     * Whether other things are to be preferred: since the end of its rest, less time has passed than the rest took.
     */
    synchronized boolean doubtful(K key) {
        Setback last = current(key);
        return last != null && nanoTime.getAsLong() - last.until() < last.rest().toNanos();
    }

    /** Whether a thing failed so often that it is not tried again. */
    synchronized boolean hopeless(K key) {
        Setback last = current(key);
        return last != null && last.failures() >= hopeless;
    }

    private @Nullable Setback current(K key) {
        byKey.values().removeIf(it -> nanoTime.getAsLong() - it.since() >= REMEMBERED.toNanos());
        return byKey.get(key);
    }

    /** Forgets the failures of a thing that is gone, or that has worked. */
    synchronized void forget(K key) {
        byKey.remove(key);
    }
}
