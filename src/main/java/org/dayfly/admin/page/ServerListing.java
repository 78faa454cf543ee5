package org.dayfly.admin.page;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the databases of one server: once at a time, once a second at most, and no more than a fifth of the time,
 * because the server reads the size of each database from the file system. Safe for use by any thread.
 */
final class ServerListing {
    private static final Logger log = LoggerFactory.getLogger(ServerListing.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int SHARE = 5;

    /** A server that does not answer for this long does not hold up the others. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Server server;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private DatabaseList last = DatabaseList.NONE;
    private CompletableFuture<DatabaseList> answer = CompletableFuture.completedFuture(last);
    private Optional<Long> notBefore = Optional.empty();

    /** @param threads wait for PostgreSQL */
    ServerListing(Server server, Executor threads, LongSupplier nanoTime) {
        this.server = server;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** The databases as they are now, or were a moment ago. */
    synchronized CompletableFuture<DatabaseList> look(String name) {
        long now = nanoTime.getAsLong();
        if (answer.isDone() && notBefore.filter(at -> now - at < 0).isEmpty()) {
            notBefore = Optional.of(now + FRESH.toNanos());
            answer = begun(name);
        }
        return answer.isDone()
                ? answer
                : answer.copy()
                        .completeOnTimeout(
                                last.staleFor("the server has not answered yet"),
                                PATIENCE.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    /** The next list is a new one, because something was changed. */
    synchronized void expire() {
        notBefore = Optional.empty();
    }

    private CompletableFuture<DatabaseList> begun(String name) {
        long begun = nanoTime.getAsLong();
        try {
            return CompletableFuture.supplyAsync(() -> asked(name, begun), threads)
                    .handle((list, failure) -> ended(begun, failure == null ? list : stale(failure)));
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.completedFuture(last.staleFor("dayfly is shutting down"));
        }
    }

    private DatabaseList asked(String name, long begun) {
        List<DatabaseRow> rows = server.figures().administration().ls().stream()
                .map(database -> new DatabaseRow(name, database))
                .toList();
        return new DatabaseList(
                Optional.of(Clock.systemUTC().instant()),
                Duration.ofNanos(nanoTime.getAsLong() - begun),
                Json.elements(rows, (json, row) -> row.write(json)),
                Optional.empty());
    }

    private synchronized DatabaseList ended(long begun, DatabaseList list) {
        long now = nanoTime.getAsLong();
        // Not if something was changed meanwhile.
        notBefore = notBefore.map(at -> Math.max(at, now + (SHARE - 1) * (now - begun)));
        last = list;
        return list;
    }

    private synchronized DatabaseList stale(Throwable failure) {
        log.debug("could not list the databases of {}", server.name(), failure);
        return last.staleFor(ClientError.in(failure)
                .map(ClientError::text)
                .orElseGet(() -> "internal error: "
                        + FutureFailure.cause(failure).getClass().getSimpleName()));
    }
}
