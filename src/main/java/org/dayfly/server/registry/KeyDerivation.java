package org.dayfly.server.registry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.SqlState;

/**
 * Derives the keys that verify passwords. A derivation takes milliseconds of processor time, so an event loop must not
 * do it.
 *
 * @param credentials the passwords of the server's roles
 * @param threads do the derivations; they reject work when they are too busy
 */
public record KeyDerivation(Credentials credentials, Executor threads) {
    /** The keys of the role of a database. A role that does not exist has keys like any other role. */
    public CompletableFuture<ScramKeys> ofRole(DatabaseName role) {
        return derive(() -> credentials.keys(role.value()));
    }

    /** The keys of a name that no role has. The name always has the same keys. */
    public CompletableFuture<ScramKeys> ofNobody(String name) {
        return derive(() -> credentials.keys(name));
    }

    /** Runs a derivation. Fails with a {@link ClientError} 53300 if the threads are too busy. */
    public CompletableFuture<ScramKeys> derive(Supplier<ScramKeys> keys) {
        try {
            return CompletableFuture.supplyAsync(keys, threads);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.failedFuture(
                    ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many clients are logging in already")
                            .withHint("try again in a moment"));
        }
    }
}
