package org.dayfly.server.live;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;
import org.dayfly.protocol.ClientError;

/** A client's session, as far as the server that it is on needs to know it. Safe for use by any thread. */
public interface LiveSession {
    /** The event loop of the client's connection. */
    EventLoop loop();

    /** Whether one of the connections is closed, so that the session will be over soon. */
    boolean leaving();

    /** Whether the client ever sent anything but Terminate. */
    boolean queried();

    /** When the session was last opened or busy, in nanoseconds of the clock of {@code now}. */
    long lastUsed(long now);

    /** Ends the session with a reason for the client. Completes when the session is over. */
    CompletionStage<Void> end(ClientError why);
}
