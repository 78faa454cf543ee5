package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.create.Request;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.lease.Leases;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.RegistryProbe;

/** {@link Databases} for a test that does one thing after the other: each call waits, and throws what went wrong. */
public record DatabasesInTurn(Databases databases, Registry registry) {
    public Lease make(Request request) {
        return await(databases.make(request));
    }

    public Lease share(Key key, Request request) {
        return await(databases.share(key, request));
    }

    Lease reset(Key key, Request request) {
        return await(databases.reset(key, request));
    }

    public Lease join(DatabaseName name) {
        return await(databases.join(name, new CompletableFuture<>()));
    }

    public void stillIn(DatabaseName name) {
        await(databases.stillIn(name));
    }

    /** What the registry is told when somebody was there. */
    public void rest(DatabaseName name, Duration ago) throws SQLException {
        new Leases(registry.pool()).rest(name, ago, true);
    }

    /** What happens when the last session has left that opened so many; whether the database goes. */
    public boolean dropIfUnused(DatabaseName name, int opened) throws SQLException {
        await(databases.left(name, false, opened));
        return registry.pool()
                .with(connection ->
                        RegistryProbe.in(connection).of(name).leased().count() == 0);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ClientError error ? error : e;
        }
    }
}
