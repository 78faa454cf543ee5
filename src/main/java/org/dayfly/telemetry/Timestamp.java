package org.dayfly.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The time of an event, in UTC and always with milliseconds, so that lines from several hosts sort as text. */
final class Timestamp {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamp() {}

    static String of(ILoggingEvent event) {
        return FORMAT.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }
}
