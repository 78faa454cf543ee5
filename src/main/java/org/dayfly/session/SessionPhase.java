package org.dayfly.session;

import org.dayfly.protocol.ClientError;

/** What a session is doing: it is opening, or it is joined with its server. Lives on the client's event loop. */
interface SessionPhase {
    /** Ends the session with a reason for the client: now, or as soon as possible. */
    void end(ClientError why);
}
