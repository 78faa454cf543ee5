package org.dayfly.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the two log lines of a session: opened, then closed. Lives on the client's event loop. */
final class SessionLog {
    private static final Logger log = LoggerFactory.getLogger(SessionLog.class);

    private final Session session;
    private Duration greetedAfter = Duration.ZERO;
    private boolean told;

    SessionLog(Session session) {
        this.session = session;
    }

    /** Notes when the client was greeted. The log line can wait. */
    void greeted() {
        greetedAfter = session.traffic().age();
    }

    void opened() {
        if (told) {
            return;
        }
        told = true;
        Client client = session.client();
        log.atInfo()
                .addKeyValue("connection", client.id())
                .log(
                        "session on {} opened for {}, process {}, after {} ms",
                        place(),
                        client.from(),
                        session.pid().map(String::valueOf).orElse("unknown"),
                        greetedAfter.toMillis());
    }

    void closed(@Nullable String why) {
        opened();
        Traffic traffic = session.traffic();
        log.atInfo()
                .addKeyValue("connection", session.client().id())
                .log(
                        "session on {} closed: {}, {} bytes in, {} bytes out, {} ms",
                        place(),
                        why,
                        traffic.clientBytes(),
                        traffic.serverBytes(),
                        traffic.age().toMillis());
    }

    private String place() {
        return session.database().map(database -> database.name().value()).orElse("the registry");
    }
}
