package org.dayfly.server;

import java.util.Optional;
import org.dayfly.HeardLog;
import org.dayfly.server.copy.TemplateMaker;

/** What the log says of templates that could not be made. */
final class TemplateErrors implements AutoCloseable {
    private final HeardLog log = new HeardLog(TemplateMaker.class.getName());

    /** What is wrong with one, whose name begins the line. */
    Optional<String> of(String template) {
        return log.lines().stream()
                .filter(line -> line.startsWith(template + ": ") && !line.contains(": ma"))
                .findFirst();
    }

    @Override
    public void close() {
        log.close();
    }
}
