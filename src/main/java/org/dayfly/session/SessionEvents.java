package org.dayfly.session;

import java.time.Duration;
import org.dayfly.placement.Placed;
import org.dayfly.protocol.ClientError;

/** Listener for what happens to clients. Called by any thread; must not wait. */
public interface SessionEvents {
    /** What became of a cancel request. */
    enum Cancel {
        /** It fitted a session of this proxy. */
        SENT,
        /** It went to servers where another proxy may have the session. */
        FORWARDED,
        /** It fitted no session. */
        UNKNOWN,
        /** It was dropped, as there were too many that fitted no session. */
        DROPPED
    }

    /** Nobody listens. */
    SessionEvents NONE = new SessionEvents() {
        @Override
        public void handedOut(Client client, Placed placed, Duration waited) {}

        @Override
        public void refused(Client client, String user, ClientError why) {}

        @Override
        public void malformed() {}

        @Override
        public void canceled(Cancel outcome) {}
    };

    /**
     * A session got its database.
     *
     * @param waited the time since the client has logged in
     */
    void handedOut(Client client, Placed placed, Duration waited);

    /**
     * A client was told that it gets no session.
     *
     * @param user the user name that the client gave; empty: none so far
     */
    void refused(Client client, String user, ClientError why);

    /** A connection was closed without an answer, because what came was no packet of PostgreSQL. */
    void malformed();

    /** A cancel request came. */
    void canceled(Cancel outcome);
}
