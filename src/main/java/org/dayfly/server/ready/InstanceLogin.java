package org.dayfly.server.ready;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.DatabaseName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions on whole servers, as their administrator. Safe for use by any thread. */
public record InstanceLogin(ServerLogin login, Instances instances, BlockingTasks tasks) {
    private static final Logger log = LoggerFactory.getLogger(InstanceLogin.class);

    /**
     * Opens a session. Starts the whole server if it does not run. If the whole server dies at this moment, starts it
     * and tries once more.
     *
     * @param name the name of the whole server
     * @param database the database on it
     * @return fails as a login does; with a {@link ClientError} of kind {@link ErrorKind#NOT_READY} if the whole server
     *     cannot be started
     */
    public CompletableFuture<BackendSession> open(DatabaseName name, String database, SessionShape shape) {
        return attempt(name, database, shape)
                .exceptionallyCompose(failure -> FutureFailure.cause(failure) instanceof IOException
                        ? attempt(name, database, shape)
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<BackendSession> attempt(DatabaseName name, String database, SessionShape shape) {
        return tasks.ask(() -> instances.address(name.value()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(forClient(name, failure)))
                .thenCompose(address -> login.openAt(address, name, Instances.ADMINISTRATOR, database, shape));
    }

    private static Throwable forClient(DatabaseName name, Throwable failure) {
        if (!(FutureFailure.cause(failure) instanceof ClusterException why)) {
            return failure;
        }
        log.warn("whole server {} cannot be started: {}", name, why.getMessage());
        return ClientError.of(SqlState.SYSTEM_ERROR, "the whole server " + name + " cannot be started")
                .ofKind(ErrorKind.NOT_READY)
                .withHint("the log of dayfly says why")
                .causedBy(why);
    }
}
