package org.dayfly.admin.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dayfly.session.OpenSessions;

/**
 * What does not change while dayfly runs.
 *
 * @param version of dayfly
 * @param since when dayfly began to start
 */
public record Overview(String version, Instant since, PageEvents events) {
    /**
     * What dayfly is doing now.
     *
     * @param closing whether dayfly was told to stop
     * @param actions whether the page can change something
     * @param sessions empty: dayfly is starting
     * @param place the address where clients connect; empty: dayfly is starting
     */
    public record Moment(boolean closing, boolean actions, Optional<OpenSessions> sessions, Optional<String> place) {}

    /** All that the page shows but lists, as JSON. */
    public String json(Moment now, List<SeenServer> servers) {
        return Json.object(json -> {
            json.put("version", version)
                    .put("since", since.toEpochMilli())
                    .put("now", Instant.now().toEpochMilli())
                    .put("place", now.place())
                    .put("starting", now.sessions().isEmpty())
                    .put("closing", now.closing())
                    .put("actions", now.actions())
                    .put("sessions", now.sessions().map(OpenSessions::count))
                    .put("opened", now.sessions().map(OpenSessions::entered))
                    .array("servers", servers, (its, server) -> server.write(its));
            events.writeRates(json);
        });
    }
}
