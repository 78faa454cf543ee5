package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.session.request.SessionRequest;
import org.dayfly.session.request.SessionRules;

/** Reads startup messages, opens sessions and cancels queries, for {@code frontend}. Safe for use by any thread. */
public final class Sessions {
    private final SessionRules rules;
    private final Verifiers verifiers;
    private final SessionOpener opener;
    private final OpenSessions open;
    private final CancelForwarding forwarding;

    public Sessions(
            SessionRules rules,
            Verifiers verifiers,
            SessionOpener opener,
            OpenSessions open,
            CancelForwarding forwarding) {
        this.rules = rules;
        this.verifiers = verifiers;
        this.opener = opener;
        this.open = open;
        this.forwarding = forwarding;
    }

    /** The newest protocol version that a session can speak. */
    public ProtocolVersion newest() {
        return rules.newest().get();
    }

    /**
     * Reads what a client asks for.
     *
     * @param version as negotiated with the client
     * @throws ClientError 28000, 22023 or 0A000 if the client asks for something that it cannot have
     */
    public SessionRequest read(Client client, StartupMessage message, ProtocolVersion version) {
        SessionRequest request = SessionRequest.of(message, version, rules);
        rules.admission().check(request.route(), client.address());
        return request;
    }

    /** What the client must prove before its session is opened; empty: nothing. */
    public CompletableFuture<Optional<Demand>> demanded(SessionRequest request) {
        return verifiers.demanded(request.route());
    }

    /**
     * Opens the session of a client that has proven what was demanded. Completes on the client's event loop.
     *
     * @throws ClientError 53300 if there are too many sessions
     */
    public CompletableFuture<OpenedSession> open(Client client, SessionRequest request) {
        return opener.open(client, request);
    }

    /** Listener for what happens to clients. */
    public SessionEvents events() {
        return open.events();
    }

    /**
     * Cancels a query if the request fits a session, of this proxy or of another proxy that uses the same server. The
     * result does not tell whether the request fitted.
     *
     * @return completes when the server has been told: a client that learns this then can be sure that the cancel
     *     request does not hit its next query
     */
    public CompletableFuture<Void> cancel(Client client, CancelRequest request) {
        if (open.fits(request)) {
            open.events().canceled(SessionEvents.Cancel.SENT);
            return open.cancel(request);
        }
        CancelForwarding.Forwarded forwarded = forwarding.forward(client.loop(), request);
        open.events().canceled(forwarded.outcome());
        return forwarded.told();
    }
}
