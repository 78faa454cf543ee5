package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.dayfly.backend.BackendSession;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.server.ready.Reuse;

/**
 * A session that has its connection to the server, and is yet to be joined or abandoned. For the client's event loop.
 *
 * @param announcement writes what the client is told about its database
 * @param kept completes when the registry knows of the session; until then the client gets no answers
 * @param reuse where the connection to the server goes when the client ends the session; empty: it is closed
 */
public record OpenedSession(
        Session session,
        BackendSession backend,
        Consumer<ByteBuf> announcement,
        CompletableFuture<Void> kept,
        Optional<Reuse> reuse) {
    /**
     * Greets the client, joins it with its server, and begins to read from both sides.
     *
     * @param clear removes the handlers of the login, which pass on the bytes that they hold back
     */
    public void join(Runnable clear) {
        Client client = session.client();
        ByteBuf greeting = client.channel().alloc().buffer(1024);
        new AuthenticationRequest.Ok().encode(greeting);
        greeting.writeBytes(backend.greeting());
        session.key().ifPresent(key -> key.encode(greeting));
        announcement.accept(greeting);
        session.traffic().greeted(backend.ready());
        greeting.writeBytes(backend.ready());
        client.channel().writeAndFlush(greeting);
        SessionLog log = new SessionLog(session);
        log.greeted();
        JoinedPhase joined = new JoinedPhase(this, log);
        backend.release();
        clear.run();
        joined.open();
        session.joined(joined);
    }

    /** Gives up the session. */
    public void abandon() {
        session.abandon();
    }
}
