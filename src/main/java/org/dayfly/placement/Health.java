package org.dayfly.placement;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.task.BlockingTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one server: open while the server cannot be reached. Requests fail at once then, and those
 * under way fail when the circuit opens, so that no client waits for a timeout of TCP. The {@link Probe} closes the
 * circuit. Safe for use by any thread.
 */
final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final String server;
    private final LongSupplier nanoTime;
    private final Map<Object, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private volatile boolean reachable = true;
    private volatile long lostAt;

    /**
     * A closed circuit.
     *
     * @param server the name of the server, for the log
     * @param nanoTime a clock that runs on
     */
    Health(String server, LongSupplier nanoTime) {
        this.server = server;
        this.nanoTime = nanoTime;
        this.lostAt = nanoTime.getAsLong();
    }

    /** How long the server was lost, if it is lost now or was never reached. */
    Duration lostFor() {
        return Duration.ofNanos(nanoTime.getAsLong() - lostAt);
    }

    /** Whether no attempt is under way. */
    boolean isIdle() {
        return underWay.isEmpty();
    }

    boolean isReachable() {
        return reachable;
    }

    /** Notes a failure. Opens the circuit if the server could not be reached. */
    void failed(Throwable failure) {
        ClientError.in(failure)
                .filter(error -> error.kind() == ErrorKind.SERVER_UNREACHABLE)
                .ifPresent(this::lost);
    }

    /** Opens the circuit. */
    void lost(ClientError why) {
        synchronized (this) {
            if (!reachable) {
                return;
            }
            reachable = false;
            lostAt = nanoTime.getAsLong();
            Throwable cause = why.getCause() == null ? why : FutureFailure.cause(why.getCause());
            log.warn("{} cannot be reached: {}; new databases go to other servers", server, cause.getMessage());
        }
        // Without the lock: what follows an attempt may ask another server, whose circuit opens too.
        underWay.values().forEach(attempt -> attempt.completeExceptionally(unreachable()));
    }

    /** Notes that the server has answered. */
    synchronized void answered() {
        if (!reachable) {
            reachable = true;
            log.info("{} can be reached again", server);
        }
    }

    /**
     * Makes an attempt, unless the circuit is open. Fails as soon as the circuit opens.
     *
     * @param unwanted gets the result of an attempt that succeeds after its client was told that it failed
     */
    <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> what, Consumer<T> unwanted) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Object ticket = new Object();
        underWay.put(ticket, result);
        result.whenComplete((value, failure) -> underWay.remove(ticket));
        if (!reachable) {
            result.completeExceptionally(unreachable());
            return result;
        }
        BlockingTasks.begun(what).whenComplete((value, failure) -> {
            if (failure != null) {
                failed(failure);
                result.completeExceptionally(failure);
            } else if (!result.complete(value)) {
                unwanted.accept(value);
            }
        });
        return result;
    }

    /** The error for a client whose server cannot be reached. */
    static ClientError unreachable() {
        return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "a server that this request needs cannot be reached now")
                .withHint("the databases of that server are there when it is back; try again later");
    }
}
