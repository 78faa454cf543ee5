package org.dayfly.client;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.background.BackgroundException;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.MachineException;

/** Why there was no dayfly at a place. For some time, each test that asks fails at once, and does not wait again. */
final class RecentFailures {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final ConcurrentMap<HostPort, Failure> failures = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    RecentFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Failure(MachineException reason, long nanos) {}

    /**
     * Looks for a dayfly, unless the last look has failed a moment ago.
     *
     * @throws MachineException what the look throws, now or a moment ago
     */
    <T> T look(HostPort place, Supplier<T> look) {
        Failure last = failures.get(place);
        if (last != null && nanoTime.getAsLong() - last.nanos() < KEPT.toNanos()) {
            throw new BackgroundException(String.valueOf(last.reason().getMessage()), last.reason());
        }
        try {
            return look.get();
        } catch (MachineException e) {
            failures.put(place, new Failure(e, nanoTime.getAsLong()));
            throw e;
        }
    }
}
