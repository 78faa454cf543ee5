package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions on whole servers. Safe for use by any thread. */
public record InstanceLogin(ServerLogin login, Instances instances, BlockingTasks tasks, Delays delays) {
    private static final Logger log = LoggerFactory.getLogger(InstanceLogin.class);

    private static final int TRIES = 2;

    /** How long a whole server may take to recover after one of its processes was killed. */
    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Query<String> VERIFIER = new Query<>(
            "SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = ? AND rolpassword IS NOT NULL"
                    + " AND (rolvaliduntil > now()) IS NOT FALSE",
            row -> row.getString(1));

    /**
     * Opens a session. Starts the whole server if it does not run. If the whole server dies at this moment, starts it
     * and tries once more.
     *
     * @param name the name of the whole server
     * @param role has shown its password, or is the administrator
     * @param database the database on it
     * @param url the URL that the session tells
     * @return fails as a login does; with a {@link ClientError} of kind {@link ErrorKind#NOT_READY} if the whole server
     *     cannot be started
     */
    public CompletableFuture<BackendSession> open(
            DatabaseName name, String role, String database, String url, SessionShape shape) {
        return open(name, server -> login.openAt(server, role, database, url, shape));
    }

    /** Opens a session of the administrator before its client connects, on the database of a client that names none. */
    CompletableFuture<BackendSession> openAhead(EventLoop loop, DatabaseName name, StartupProfile profile) {
        return open(name, server -> login.openAheadAt(server.address(), loop, name, profile));
    }

    private CompletableFuture<BackendSession> open(DatabaseName name, At login) {
        CompletableFuture<BackendSession> result = new CompletableFuture<>();
        attempt(name, login, new Patience(TRIES, delays.now() + RECOVERY.toNanos()), result);
        return result;
    }

    /** A login on a whole server. */
    @FunctionalInterface
    private interface At {
        CompletableFuture<BackendSession> open(ReachedServer server);
    }

    private ReachedServer reached(DatabaseName name) {
        return new ReachedServer(instances.address(name.value()), instances.major(name.value()));
    }

    /**
     * How long to try.
     *
     * @param tries how often a whole server may be started
     * @param until the time until which a whole server may recover
     */
    private record Patience(int tries, long until) {
        Patience afterOne() {
            return new Patience(tries - 1, until);
        }
    }

    /** PostgreSQL restarts all processes of a server if one of them was killed. */
    private static boolean isRecovering(Throwable refused) {
        return ClientError.in(refused)
                .filter(error -> error.has(SqlState.CANNOT_CONNECT_NOW))
                .isPresent();
    }

    /** A caller that no longer wants the session cancels the result, which ends the login that is under way. */
    private void attempt(DatabaseName name, At login, Patience patience, CompletableFuture<BackendSession> result) {
        tasks.ask(() -> reached(name)).whenComplete((server, failure) -> {
            if (failure != null) {
                result.completeExceptionally(forClient(name, failure));
            } else if (!result.isDone()) {
                CompletableFuture<BackendSession> attempt = BlockingTasks.begun(() -> login.open(server));
                attempt.whenComplete((session, refused) -> {
                    if (refused == null) {
                        if (!result.complete(session)) {
                            session.close();
                        }
                    } else if (patience.tries() > 1
                            && FutureFailure.cause(refused) instanceof IOException
                            && !result.isDone()) {
                        attempt(name, login, patience.afterOne(), result);
                    } else if (isRecovering(refused) && delays.now() < patience.until() && !result.isDone()) {
                        delays.after(PAUSE).whenComplete((over, stopping) -> {
                            if (stopping == null) {
                                attempt(name, login, patience, result);
                            } else {
                                result.completeExceptionally(stopping);
                            }
                        });
                    } else {
                        result.completeExceptionally(refused);
                    }
                });
                result.whenComplete((session, over) -> attempt.cancel(false));
            }
        });
    }

    /**
     * The keys that verify the password of a role, from PostgreSQL itself.
     *
     * @return empty if there is no such role, or if PostgreSQL would refuse each password of the role
     */
    public CompletableFuture<Optional<ScramKeys>> keys(DatabaseName name, String role) {
        return tasks.ask(() -> {
                    try (Connection connection = instances.connect(name.value())) {
                        return VERIFIER.first(connection, role).flatMap(ScramKeys::ofVerifier);
                    } catch (SQLException e) {
                        throw notLookedUp(name, e);
                    }
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(forClient(name, failure)));
    }

    private static ClientError notLookedUp(DatabaseName name, SQLException failure) {
        return ClientError.of(
                        SqlState.SYSTEM_ERROR,
                        "the role cannot be looked up on the whole server " + name + ": " + failure.getMessage())
                .withHint("dayfly looks in database \"postgres\" or \"template1\" there; one of them must accept"
                        + " connections")
                .causedBy(failure);
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
