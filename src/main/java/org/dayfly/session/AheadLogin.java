package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.session.ready.ReadySessions;
import org.dayfly.session.ready.StartupProfile;

/**
 * Logs in to warm databases ahead of their clients. Uses protocol 3.0, whose sessions clients of every version can take
 * over.
 */
public final class AheadLogin implements ReadySessions.Opener {
    private final IssuedLogin login;

    public AheadLogin(IssuedLogin login) {
        this.login = login;
    }

    @Override
    public CompletableFuture<BackendSession> open(EventLoop loop, DatabaseName database, StartupProfile profile) {
        String url = login.url(database, profile.place());
        StartupMessage startup = SessionRequest.startup(ProtocolVersion.V3_0, profile, database, url);
        return login.openAhead(loop, database, startup);
    }
}
