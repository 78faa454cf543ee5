package org.dayfly.session.ready;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Things that failed, each of which rests before it is tried again: twice as long with each failure. Safe for use by
 * any thread.
 *
 * <p>Things that are tried again with nobody waiting for them must not keep the server busy, whoever caused them to
 * fail.
 */
final class Backoff<K> {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** What has worked so long has not failed again, but for the first time. */
    private static final Duration STEADY = Duration.ofSeconds(30);

    /** Many enough for the longest rest. */
    private static final int MANY = 7;

    /** After so long without a failure, one that was hopeless is as good as any. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** The eldest are forgotten first. */
    private static final int MOST = 1000;

    private final LongSupplier nanoTime;
    private final int hopeless;
    private final Map<K, Setback> byKey = new LinkedHashMap<>();

    /** @param hopeless after so many failures in a row a thing is not worth another try */
    Backoff(LongSupplier nanoTime, int hopeless) {
        this.nanoTime = nanoTime;
        this.hopeless = hopeless;
    }

    /** The last failure of a thing, and how many there were in a row. */
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
     * Notes a failure. What was begun before the last failure adds nothing: it is part of the same trouble.
     *
     * @param begun when that began which has failed now, by the clock that was given
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
        byKey.remove(key); // so that it is the youngest
        byKey.put(key, worse);
        if (byKey.size() > MOST) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        return worse.rest();
    }

    /** Whether a thing is not to be tried now. */
    synchronized boolean rests(K key) {
        Setback last = current(key);
        return last != null && (last.failures() >= hopeless || nanoTime.getAsLong() - last.until() < 0);
    }

    /** Whether others are to be preferred to a thing: it has not been good for as long as it had to rest. */
    synchronized boolean doubtful(K key) {
        Setback last = current(key);
        return last != null && nanoTime.getAsLong() - last.until() < last.rest().toNanos();
    }

    /** Whether a thing failed so often that it is not worth another try. */
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
