package org.dayfly.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;

/**
 * Sends what dayfly and its libraries log to standard error, a line per event; set up in code, since reading XML
 * costs more at start than all the rest of logging.
 */
public final class Logging {
    private static final String DAYFLY = "org.dayfly";

    private Logging() {}

    /** Sets level and format for the whole process; a later call replaces an earlier one. */
    public static void configure(LogSettings settings) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings);
        JavaLogging.install();
    }

    static void configure(LoggerContext context, LogSettings settings) {
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder(context, settings.format()));
        console.start();
        Level level = Level.valueOf(settings.level().name());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        // What libraries tell below a warning is of use to their developers only.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger(DAYFLY).setLevel(level);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogSettings.Format format) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case TEXT -> new TextLines();
            case JSON -> new JsonLines();
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
