package org.dayfly.placement;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dayfly.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a server go that is no longer in the settings: waits until the last session on it has ended, then closes what
 * dayfly has open there. The server and its databases stay.
 */
final class ServerLeaving implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ServerLeaving.class);

    /** A request that began before the server left is over by then, or has its session. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Candidate candidate;
    private final Server server;
    private final Candidates candidates;
    private final CompletableFuture<Void> swept;
    private final CompletableFuture<Void> closing;

    /**
     * Prepares to let a server go.
     *
     * @param swept completes when the directory no longer has keys without a database on the server
     * @param closing completes when the proxy stops, which closes the server too
     */
    ServerLeaving(
            Candidate candidate,
            Server server,
            Candidates candidates,
            CompletableFuture<Void> swept,
            CompletableFuture<Void> closing) {
        this.candidate = candidate;
        this.server = server;
        this.candidates = candidates;
        this.swept = swept;
        this.closing = closing;
    }

    /**
     * Begins in a thread of its own.
     *
     * @param stays whether the server is still in the settings, by another URL
     */
    void begin(boolean stays) {
        server.membership().removed();
        server.databases().count().thenAccept(count -> {
            if (count > 0 && !stays) {
                log.warn(
                        "{} was removed from servers and still has {} databases of clients; only a dayfly that uses the"
                                + " server drops them",
                        candidate.name(),
                        count);
            }
        });
        Thread thread = new Thread(this, "dayfly-leave-" + candidate.name());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        int quiet = 0;
        while (quiet < 2) {
            if (isStopping()) {
                return;
            }
            quiet = swept.isDone()
                            && server.sessions().isEmpty()
                            && candidate.health().isIdle()
                    ? quiet + 1
                    : 0;
        }
        candidates.left(candidate);
        server.close();
        log.info("{} was removed from servers, and is no longer in use", candidate.name());
    }

    private boolean isStopping() {
        try {
            closing.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            return true;
        }
    }
}
