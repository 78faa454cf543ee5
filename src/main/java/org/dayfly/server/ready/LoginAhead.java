package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.server.registry.DatabaseName;
import org.jspecify.annotations.Nullable;

/**
 * A login for one client that begins while the registry is still asked whether the client may join the database. The
 * client gets the session only if the registry agrees. Safe for use by any thread.
 *
 * <p>Such a login is only for a database with another session. A session on a database at rest could be in the way of a
 * snapshot that the registry wants first.
 */
public final class LoginAhead {
    private final EventLoop loop;
    private @Nullable Begun begun;

    /** @param loop the event loop of the client */
    public LoginAhead(EventLoop loop) {
        this.loop = loop;
    }

    private record Begun(DatabaseName database, CompletableFuture<BackendSession> login) {}

    /** Begins to log in, unless a login has begun. */
    public synchronized void begin(DatabaseName database, Supplier<CompletableFuture<BackendSession>> login) {
        if (begun == null) {
            begun = new Begun(database, login.get());
        }
    }

    /** Takes the login, if it is on this database; otherwise gives it up. */
    public synchronized Optional<CompletableFuture<BackendSession>> take(DatabaseName database) {
        if (begun == null || !begun.database().equals(database)) {
            giveUp();
            return Optional.empty();
        }
        CompletableFuture<BackendSession> login = begun.login();
        begun = null;
        return Optional.of(login);
    }

    /** Closes the session of a login that nobody took, now or as soon as the session is open. */
    public synchronized void giveUp() {
        Begun unused = begun;
        begun = null;
        if (unused != null && !unused.login().cancel(false)) {
            unused.login().thenAccept(session -> loop.execute(session::close));
        }
    }
}
