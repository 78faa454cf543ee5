package org.dayfly.command.servers;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A time as people read it, to the second: {@code 2026-11-22 14:32:05 UTC}, or {@code never}. */
public final class UtcTime {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private UtcTime() {}

    public static String of(Instant moment) {
        return moment.equals(Instant.MAX) ? "never" : FORMAT.format(moment);
    }
}
