package org.dayfly.server.content;

import java.time.Duration;

/**
 * How much work the count of rows may be.
 *
 * @param largest the bytes of the largest table whose rows are counted
 * @param statement how long one statement may take
 * @param total how long all counts may take together; the tables that are left get an estimate
 * @param lock how long a statement waits for a lock that another session holds
 */
public record Effort(long largest, Duration statement, Duration total, Duration lock) {
    private static final long MEBIBYTE = 1 << 20;

    /** For a first look at a database. */
    public static final Effort LOOK =
            new Effort(64 * MEBIBYTE, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(100));

    /** For a comparison, which is worth a longer wait. */
    public static final Effort COMPARISON =
            new Effort(1024 * MEBIBYTE, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));
}
