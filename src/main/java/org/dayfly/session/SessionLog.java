package org.dayfly.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the log line of a session, when the session has ended. Lives on the client's event loop. */
final class SessionLog {
    private static final Logger log = LoggerFactory.getLogger(SessionLog.class);

    private final Session session;
    private Duration greetedAfter = Duration.ZERO;

    SessionLog(Session session) {
        this.session = session;
    }

    /** Notes when the client was greeted. */
    void greeted() {
        greetedAfter = session.traffic().age();
    }

    /** For someone who looks for a session that does not end. */
    void opened() {
        Client client = session.client();
        log.atDebug()
                .addKeyValue("connection", client.id())
                .log("session on {} opened for {}, process {}", place(), client.from(), process());
    }

    void closed(@Nullable String why) {
        Traffic traffic = session.traffic();
        log.atInfo()
                .addKeyValue("connection", session.client().id())
                .log(
                        "session on {} for {}, process {}: {}; opened after {} ms, open for {} ms, {} bytes in,"
                                + " {} bytes out",
                        place(),
                        session.client().from(),
                        process(),
                        why,
                        greetedAfter.toMillis(),
                        traffic.age().toMillis(),
                        traffic.clientBytes(),
                        traffic.serverBytes());
    }

    private String process() {
        return session.pid().map(String::valueOf).orElse("unknown");
    }

    private String place() {
        return session.database().map(database -> database.name().value()).orElse("the registry");
    }
}
