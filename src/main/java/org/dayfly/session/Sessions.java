package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;

/** The door to this room: all that a client can come for once its first packet was read; safe for any thread. */
public final class Sessions {
    private final SessionRules rules;
    private final Verifiers verifiers;
    private final SessionOpener opener;
    private final OpenSessions open;

    public Sessions(SessionRules rules, Verifiers verifiers, SessionOpener opener, OpenSessions open) {
        this.rules = rules;
        this.verifiers = verifiers;
        this.opener = opener;
        this.open = open;
    }

    /** The newest protocol that a session can speak. */
    public ProtocolVersion newest() {
        return rules.newest();
    }

    /**
     * Reads what a client wants.
     *
     * @param version as negotiated with it
     * @throws ClientError 28000, 22023 or 0A000 for what it can't have
     */
    public SessionRequest read(Client client, StartupMessage message, ProtocolVersion version) {
        SessionRequest request = SessionRequest.of(message, version, rules);
        rules.admission().check(request.route(), client.address());
        return request;
    }

    /** What the client must prove before it can have that; empty: nothing. */
    public CompletableFuture<Optional<Demand>> demanded(SessionRequest request) {
        return verifiers.demanded(request.route());
    }

    /**
     * Opens the session for a client that has proven what was demanded; completes on its event loop.
     *
     * @throws ClientError 53300 if there are too many
     */
    public CompletableFuture<Session> open(Client client, SessionRequest request) {
        return opener.open(client, request);
    }

    /**
     * Cancels a query, if the request fits a session; nothing tells whether it did.
     *
     * @return completes when the server has been told: a client that hears of it then can be sure that its next query is
     *     not the one that is canceled
     */
    public CompletableFuture<Void> cancel(CancelRequest request) {
        return open.cancel(request);
    }
}
