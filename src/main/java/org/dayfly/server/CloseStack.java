package org.dayfly.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources in the reverse of the order in which they were opened. A failure to close one does not stop the
 * rest.
 */
public final class CloseStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Adds a resource, which is closed before those that were added earlier. Returns the resource. */
    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception | LinkageError e) { // a LinkageError: the jar was replaced while dayfly ran
                log.warn("closing {} failed", resource.getClass().getSimpleName(), e);
            }
        }
    }
}
