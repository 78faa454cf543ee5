package org.dayfly.session;

import org.dayfly.server.ready.SessionShape;
import org.dayfly.server.ready.StartupProfile;
import org.dayfly.session.request.SessionRequest;

/** The session to open, and how its client wants it. */
record Wanted(Session session, SessionRequest request, StartupProfile profile) {
    Client client() {
        return session.client();
    }

    SessionShape shape() {
        return new SessionShape(client().loop(), request.version(), profile);
    }
}
