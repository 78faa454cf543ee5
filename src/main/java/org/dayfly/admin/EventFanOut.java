package org.dayfly.admin;

import java.time.Duration;
import org.dayfly.placement.Placed;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.session.Client;
import org.dayfly.session.SessionEvents;

/** Tells two listeners what happens. */
record EventFanOut(SessionEvents first, SessionEvents second) implements SessionEvents {
    @Override
    public void handedOut(Client client, Placed placed, Duration waited) {
        first.handedOut(client, placed, waited);
        second.handedOut(client, placed, waited);
    }

    @Override
    public void refused(Client client, String user, ClientError why) {
        first.refused(client, user, why);
        second.refused(client, user, why);
    }

    @Override
    public void malformed() {
        first.malformed();
        second.malformed();
    }

    @Override
    public void canceled(Cancel outcome) {
        first.canceled(outcome);
        second.canceled(outcome);
    }

    /** The same for what happens to the databases of servers. */
    static ServerEvents.Listeners both(ServerEvents.Listeners first, ServerEvents.Listeners second) {
        return (name, place) -> new OfServer(first.of(name, place), second.of(name, place));
    }

    private record OfServer(ServerEvents first, ServerEvents second) implements ServerEvents {
        @Override
        public void made(String kind, Duration taken) {
            first.made(kind, taken);
            second.made(kind, taken);
        }

        @Override
        public void dropped(Reclaimed database, Duration taken) {
            first.dropped(database, taken);
            second.dropped(database, taken);
        }
    }
}
