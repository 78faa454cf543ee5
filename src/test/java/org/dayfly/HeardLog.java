package org.dayfly;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log events of dayfly from the construction of this object until it is closed. */
public final class HeardLog implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    /** Listens to all of dayfly. */
    public HeardLog() {
        this("org.dayfly");
    }

    /** Listens to all of dayfly, and keeps events of this level and of higher levels. */
    public HeardLog(Level least) {
        this();
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(least.levelStr);
        filter.start();
        appender.addFilter(filter);
    }

    /** Listens to one logger and those below it. */
    public HeardLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        appender.start();
        logger.addAppender(appender);
    }

    /** The events, in order. */
    public List<ILoggingEvent> events() {
        // An appender holds this lock while it adds an event.
        synchronized (appender) {
            return List.copyOf(appender.list);
        }
    }

    /** The messages, in order. */
    public List<String> lines() {
        return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
