package org.dayfly.server;

import java.util.Optional;
import org.dayfly.HeardLog;
import org.dayfly.server.copy.TemplateMaker;

/** The log lines about templates that could not be made. */
final class TemplateErrors implements AutoCloseable {
    private final HeardLog log = new HeardLog(TemplateMaker.class.getName());

    /** The line about the failure of a template; the name of the template begins the line. */
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
