package org.dayfly.telemetry;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Passes on warnings and errors that pgjdbc and other libraries log with the JDK's logger, so that all lines look
 * alike.
 */
final class JavaLogging extends Handler {
    private final Formatter formatter = new SimpleFormatter();

    private JavaLogging() {}

    static void install() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new JavaLogging());
    }

    @Override
    public void publish(LogRecord record) {
        org.slf4j.event.Level level = record.getLevel().intValue() >= Level.SEVERE.intValue()
                ? org.slf4j.event.Level.ERROR
                : org.slf4j.event.Level.WARN;
        LoggerFactory.getLogger(String.valueOf(record.getLoggerName()))
                .atLevel(level)
                .setCause(record.getThrown())
                .log(formatter.formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
