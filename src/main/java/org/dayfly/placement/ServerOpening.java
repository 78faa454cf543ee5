package org.dayfly.placement;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.dayfly.server.Server;
import org.dayfly.server.registry.UnusableServerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one server: at once, or in the background as soon as the server can be reached. Safe for use by any thread.
 */
final class ServerOpening implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerOpening.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Candidate candidate;
    private final Consumer<Server> admission;
    private final Consumer<Server> opened;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private String lastReason = "";

    /**
     * Prepares the opening of a server.
     *
     * @param admission does what must be done before clients can use the server; waits for PostgreSQL
     * @param opened hears that clients can use the server
     */
    ServerOpening(Candidate candidate, Consumer<Server> admission, Consumer<Server> opened) {
        this.candidate = candidate;
        this.admission = admission;
        this.opened = opened;
    }

    Candidate candidate() {
        return candidate;
    }

    /**
     * Opens the server. If the server cannot be reached, goes on trying in the background, and returns the reason.
     *
     * @throws UnusableServerException if the server is unfit
     */
    Optional<UnusableServerException> begin() {
        try {
            open();
            return Optional.empty();
        } catch (UnusableServerException unusable) {
            if (!unusable.isUnreachable()) {
                throw unusable;
            }
            note(unusable);
            Thread thread = new Thread(this::goOn, "dayfly-open-" + candidate.name());
            thread.setDaemon(true);
            thread.start();
            return Optional.of(unusable);
        }
    }

    private void open() {
        Server server = candidate.entry().open().get();
        try {
            admission.accept(server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        synchronized (this) {
            if (!closing.isDone()) {
                candidate.opened(server);
                opened.accept(server);
                return;
            }
        }
        server.close();
    }

    private void goOn() {
        while (candidate.server().isEmpty() && !isClosedWithin(PAUSE)) {
            try {
                open();
                log.info("{} can be reached now, and is in use", candidate.name());
            } catch (RuntimeException e) {
                note(e);
            }
        }
    }

    private boolean isClosedWithin(Duration pause) {
        try {
            closing.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            return true;
        }
    }

    /** Logs why the server is not in use, unless the log has that reason already. */
    private void note(RuntimeException failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!reason.equals(lastReason)) {
            lastReason = reason;
            log.warn("{} is not in use: {}; dayfly tries again every second", candidate.name(), reason);
        }
    }

    /** Ends the attempts to open the server. A server that is open stays open. */
    @Override
    public synchronized void close() {
        closing.complete(null);
    }
}
