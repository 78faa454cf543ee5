package org.dayfly.server.task;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that wait for PostgreSQL, because an event loop must not wait. A client gets each {@link SQLException} and
 * each rejected task as a {@link ClientError}. Safe for use by any thread.
 */
public final class BlockingTasks {
    private static final Logger log = LoggerFactory.getLogger(BlockingTasks.class);

    private final Executor workers;

    public BlockingTasks(Executor workers) {
        this.workers = workers;
    }

    /** A task that waits for PostgreSQL. */
    @FunctionalInterface
    public interface Task<T> {
        T run() throws SQLException;
    }

    /** Runs a task that reads or writes the registry. If the task fails, the client reads that the registry failed. */
    public <T> CompletableFuture<T> ask(Task<T> task) {
        return run(task, ServerFailure::asking);
    }

    /** Starts a task. If the task throws an exception at once, the future fails as if the task had failed later. */
    public static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> what) {
        try {
            return what.get();
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Runs a task that makes a database. If the task fails, the client reads that the database could not be made. */
    public <T> CompletableFuture<T> make(Task<T> task) {
        return run(task, ServerFailure::making);
    }

    private <T> CompletableFuture<T> run(Task<T> task, Function<SQLException, ClientError> told) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return task.run();
                        } catch (SQLException e) {
                            log.debug("a task failed", e);
                            throw told.apply(e);
                        }
                    },
                    workers);
        } catch (RejectedExecutionException rejected) {
            return CompletableFuture.failedFuture(refusal());
        }
    }

    /** The executor rejects a task when its queue is full, and rejects every task after its shutdown. */
    private ClientError refusal() {
        return workers instanceof ExecutorService service && service.isShutdown()
                ? ServerFailure.shuttingDown()
                : ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many clients wait for a database already")
                        .withHint("try again in a moment");
    }
}
