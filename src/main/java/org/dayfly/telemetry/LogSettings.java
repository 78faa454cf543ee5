package org.dayfly.telemetry;

/**
 * What is logged, and how a line looks.
 *
 * @param level the least that is logged
 */
public record LogSettings(Level level, Format format) {
    /** How much is told. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How an event is written. */
    public enum Format {
        /** A line for people. */
        TEXT,
        /** A JSON object a line, for machines. */
        JSON
    }
}
