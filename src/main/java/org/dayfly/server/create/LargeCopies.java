package org.dayfly.server.create;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.config.value.SizeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of large databases that are being made: {@link Base#LARGE}. Such a copy may take minutes, so the operator
 * reads in the log how far the copy is, and clients that wait are not refused meanwhile. Safe for use by any thread.
 */
final class LargeCopies {
    private static final Logger log = LoggerFactory.getLogger(LargeCopies.class);
    private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer;
    private final AtomicInteger underWay = new AtomicInteger();

    LargeCopies(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** A step of a copy. */
    @FunctionalInterface
    interface Copy<T, E extends Exception> {
        T make() throws E;
    }

    /** Makes a copy, and counts the copy as under way as long as it takes, if it is large. */
    <T, E extends Exception> T during(Creation creation, Intent intent, Copy<T, E> copy) throws E {
        if (!intent.isLarge()) {
            return copy.make();
        }
        String what =
                "%s, a copy of %s".formatted(creation.name(), intent.source().orElse("the template"));
        String step = "copying " + SizeText.of(intent.size());
        LongWork work = new LongWork(what, step, BETWEEN_REMINDERS, timer, log::info);
        underWay.incrementAndGet();
        try {
            return copy.make();
        } finally {
            underWay.decrementAndGet();
            work.close();
        }
    }

    boolean any() {
        return underWay.get() > 0;
    }
}
