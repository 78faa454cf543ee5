package org.dayfly.telemetry;

/**
 * Which events are logged, and how a line looks.
 *
 * @param level the least severe level that is logged
 */
public record LogSettings(Level level, Format format) {
    /** How severe an event is. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How an event is written. */
    public enum Format {
        /** A line of text, for people. */
        TEXT,
        /** A line with a JSON object, for programs. */
        JSON
    }
}
