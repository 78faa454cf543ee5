package org.dayfly.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Lets the log have so many lines of one kind in a period, and then one line that counts the rest: an attack, or a
 * server that is lost, must not hide everything else. Lines are of one kind if they differ only in names, numbers and
 * reasons. Safe for use by any thread.
 *
 * <p>This holds for warnings and errors, and for lines with the marker {@link #MAY_REPEAT}.
 */
public final class Repeats extends Filter<ILoggingEvent> {
    /** Marks a line below a warning that anyone can cause as often as they like. */
    public static final Marker MAY_REPEAT = MarkerFactory.getMarker("MAY_REPEAT");

    static final int MOST = 20;
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Repeats.class);

    private final LongSupplier nanoTime;
    private final BiConsumer<Runnable, Duration> later;
    private final Map<Kind, Count> counts = new ConcurrentHashMap<>();

    /**
     * @param nanoTime a clock that runs on
     * @param later runs a task after a time
     */
    Repeats(LongSupplier nanoTime, BiConsumer<Runnable, Duration> later) {
        this.nanoTime = nanoTime;
        this.later = later;
        // Loads the classes now: a warning may say that no file descriptor is left, and a class may need one.
        counts.put(new Kind("", ""), new Count(0, 0, Level.WARN, ""));
        counts.clear();
    }

    /** The text of a line, before names, numbers and reasons are put in. There are as many as in the source. */
    private record Kind(String logger, String message) {}

    /** The lines of one kind since a moment. */
    private record Count(long begun, int lines, Level level, String last) {
        int more() {
            return lines - MOST;
        }
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!isLimited(event)) {
            return FilterReply.NEUTRAL;
        }
        Kind kind = new Kind(event.getLoggerName(), event.getMessage());
        long now = nanoTime.getAsLong();
        Count count = counts.compute(kind, (same, before) -> next(before, event, now));
        if (count.more() == 1) {
            later.accept(() -> sumUp(kind), PERIOD.minusNanos(now - count.begun()));
        }
        return count.more() > 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private static boolean isLimited(ILoggingEvent event) {
        return !event.getLoggerName().equals(Repeats.class.getName())
                && (event.getLevel().isGreaterOrEqual(Level.WARN)
                        || (event.getMarkerList() != null
                                && event.getMarkerList().contains(MAY_REPEAT)));
    }

    /** A period goes on until its lines are summed up, so that no line is forgotten. */
    private static Count next(@Nullable Count before, ILoggingEvent event, long now) {
        if (before == null || (before.more() <= 0 && now - before.begun() >= PERIOD.toNanos())) {
            return new Count(now, 1, event.getLevel(), "");
        }
        return new Count(before.begun(), before.lines() + 1, event.getLevel(), event.getFormattedMessage());
    }

    private void sumUp(Kind kind) {
        Count count = counts.remove(kind);
        if (count != null) {
            log.atLevel(org.slf4j.event.Level.valueOf(count.level().toString()))
                    .log("{} more lines in {} s like this one: {}", count.more(), PERIOD.toSeconds(), count.last());
        }
    }
}
