package org.dayfly.server.ready;

import org.dayfly.backend.BackendSession;
import org.dayfly.server.registry.DatabaseName;

/**
 * A session that waits for another client.
 *
 * @param lone how many sessions had been opened on the database when this one alone was left, and had the versions of
 *     the settings that it began with ({@link SessionReset}); negative if others were there
 * @param marked whether the server tells the session from those of clients
 * @param since when the session began to wait
 */
record KeptSession(
        DatabaseName database, StartupProfile profile, BackendSession session, int lone, boolean marked, long since) {
    /** Whether the session is on a database, and as a client needs it. */
    boolean fits(DatabaseName its, SessionShape shape) {
        return database.equals(its)
                && session.channel().eventLoop() == shape.loop()
                && session.fits(shape.version())
                && profile.equals(shape.profile());
    }

    /**
     * Whether nobody can have changed the settings of the database or of its role since the session was left.
     *
     * @param opened how many sessions were opened on the database, with the session of the next client
     */
    boolean isSure(int opened) {
        return !marked && lone > 0 && opened == lone + 1;
    }

    KeptSession withMark() {
        return new KeptSession(database, profile, session, -1, true, since);
    }
}
