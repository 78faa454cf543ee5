package org.dayfly.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import org.dayfly.server.copy.TemplateMaker;
import org.slf4j.LoggerFactory;

/** What the log says of templates that could not be made. */
final class TemplateErrors implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TemplateMaker.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    TemplateErrors() {
        appender.start();
        logger.addAppender(appender);
    }

    /** What is wrong with one, whose name begins the line. */
    Optional<String> of(String template) {
        return List.copyOf(appender.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith(template + ": ") && !line.contains(": ma"))
                .findFirst();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
