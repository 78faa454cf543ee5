package org.dayfly.config.value;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads and writes durations as people write them: {@code 30min}, {@code 1.5 h}, or {@code 90}, which means seconds.
 *
 * @see <a href="https://www.postgresql.org/docs/current/config-setting.html">PostgreSQL, section 19.1.1</a>
 */
public final class DurationText {
    private static final Pattern GRAMMAR =
            Pattern.compile("\\s*(\\d{1,15}(?:\\.\\d{0,15})?|\\.\\d{1,15})\\s*([a-z]*)\\s*");

    /** The longest duration. A longer one is no useful lifetime, and its end may be beyond PostgreSQL's timestamps. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Map<String, Duration> POSTGRES = Map.ofEntries(
            entry("us", Duration.ofNanos(1_000)),
            entry("ms", Duration.ofMillis(1)),
            entry("", Duration.ofSeconds(1)),
            entry("s", Duration.ofSeconds(1)),
            entry("min", Duration.ofMinutes(1)),
            entry("h", Duration.ofHours(1)),
            entry("d", Duration.ofDays(1)));

    private static final Map<String, Duration> HOCON = Map.ofEntries(
            entry("milli", Duration.ofMillis(1)),
            entry("millis", Duration.ofMillis(1)),
            entry("millisecond", Duration.ofMillis(1)),
            entry("milliseconds", Duration.ofMillis(1)),
            entry("second", Duration.ofSeconds(1)),
            entry("seconds", Duration.ofSeconds(1)),
            entry("m", Duration.ofMinutes(1)),
            entry("minute", Duration.ofMinutes(1)),
            entry("minutes", Duration.ofMinutes(1)),
            entry("hour", Duration.ofHours(1)),
            entry("hours", Duration.ofHours(1)),
            entry("day", Duration.ofDays(1)),
            entry("days", Duration.ofDays(1)));

    private static final Map<String, Duration> EITHER = Stream.of(POSTGRES, HOCON)
            .flatMap(units -> units.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private DurationText() {}

    /** Reads a session's option in PostgreSQL's units us, ms, s, min, h and d. At most 36500 d, and never negative. */
    public static Optional<Duration> parseOption(String text) {
        return parse(text, POSTGRES);
    }

    /** Reads a value of proxy.conf in PostgreSQL's units, and in HOCON's units too, where {@code m} means minutes. */
    public static Optional<Duration> parseSetting(String text) {
        return parse(text, EITHER);
    }

    /** Writes a duration in the largest unit that gives a whole number: {@code 10 min}, {@code 90 s}. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + " ms";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + " s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + " min";
        }
        return seconds % 86_400 != 0 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** Writes at most the two largest units, for times that have passed: {@code 1 h 30 min}, {@code 12 s}. */
    public static String rough(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return "0 s";
        }
        String[] parts = {
            part(duration.toDaysPart(), "d"),
            part(duration.toHoursPart(), "h"),
            part(duration.toMinutesPart(), "min"),
            part(duration.toSecondsPart(), "s")
        };
        return Arrays.stream(parts).filter(part -> !part.isEmpty()).limit(2).collect(Collectors.joining(" "));
    }

    private static String part(long amount, String unit) {
        return amount == 0 ? "" : amount + " " + unit;
    }

    private static Optional<Duration> parse(String text, Map<String, Duration> units) {
        Matcher parts = GRAMMAR.matcher(text);
        Duration unit = parts.matches() ? units.get(parts.group(2)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        BigDecimal nanos = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
        return nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact()));
    }
}
