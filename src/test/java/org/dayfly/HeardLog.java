package org.dayfly;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The lines that a logger writes while a test listens. */
public final class HeardLog implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    /**
     * Listens to a logger.
     *
     * @param name the name of a class or a package
     */
    public HeardLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        heard.start();
        logger.addAppender(heard);
    }

    public List<ILoggingEvent> lines() {
        return List.copyOf(heard.list);
    }

    @Override
    public void close() {
        logger.detachAppender(heard);
    }
}
