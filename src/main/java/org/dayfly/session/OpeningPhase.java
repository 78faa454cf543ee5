package org.dayfly.session;

import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.jspecify.annotations.Nullable;

/**
 * The session gets its database and its connection to the server. Turns into {@link JoinedPhase}, or the session is
 * abandoned. Lives on the client's event loop.
 */
final class OpeningPhase implements SessionPhase {
    private @Nullable ClientError doom;

    /** Notes that the session has to end as soon as it is joined. */
    @Override
    public void end(ClientError why) {
        doom = why;
    }

    /** Why the session has to end as soon as it is joined, if it has to. */
    Optional<ClientError> doom() {
        return Optional.ofNullable(doom);
    }
}
