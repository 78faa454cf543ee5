package org.dayfly;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources in the reverse of the order in which they were opened. A failure to close one does not stop the
 * rest.
 */
final class CloseStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T room) {
        opened.push(room);
        return room;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable room = opened.pop();
            try {
                room.close();
            } catch (Exception e) {
                log.warn("closing {} failed", room.getClass().getSimpleName(), e);
            }
        }
    }
}
