package org.dayfly.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * Sends the log of dayfly and its libraries to standard error, one line for each event. Set up in code, because reading
 * XML at the start costs more than all the rest of logging.
 */
public final class Logging {
    private static final String DAYFLY = "org.dayfly";

    /**
     * The logger of HikariCP. It warns, with a stack trace, of each connection that breaks. dayfly itself reports
     * broken connections where they matter.
     */
    private static final String POOL = "com.zaxxer.hikari";

    private static final int QUEUE = 4096;
    private static final int LAST_LINES_MILLIS = 2000;

    private Logging() {}

    /**
     * Sets level and format for the whole process. A later call replaces an earlier call, after the lines of the
     * earlier call have been written.
     */
    public static void configure(LogSettings settings) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings);
        JavaLogging.install();
    }

    /** Sets level and format, and has a separate thread write the lines: an event loop has clients to serve. */
    public static void configureInBackground(LogSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        configure(context, settings, console -> inBackground(context, console));
        JavaLogging.install();
    }

    static void configure(LoggerContext context, LogSettings settings) {
        configure(context, settings, console -> console);
    }

    private static void configure(
            LoggerContext context, LogSettings settings, UnaryOperator<Appender<ILoggingEvent>> way) {
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder(context, settings.format()));
        console.start();
        Level level = Level.valueOf(settings.level().name());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> appender = way.apply(console);
        Repeats repeats = new Repeats(
                System::nanoTime,
                (task, time) ->
                        context.getScheduledExecutorService().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS));
        repeats.setContext(context);
        repeats.start();
        appender.addFilter(repeats);
        root.addAppender(appender);
        // The messages of libraries below a warning are useful to their developers only.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger(POOL).setLevel(Level.ERROR);
        context.getLogger(DAYFLY).setLevel(level);
    }

    /** Drops no line: if lines arrive faster than they are written, the thread that logs waits. */
    private static Appender<ILoggingEvent> inBackground(LoggerContext context, Appender<ILoggingEvent> console) {
        AsyncAppender background = new AsyncAppender();
        background.setContext(context);
        background.setName("background");
        background.setQueueSize(QUEUE);
        background.setDiscardingThreshold(0);
        background.setMaxFlushTime(LAST_LINES_MILLIS);
        background.addAppender(console);
        background.start();
        return background;
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
