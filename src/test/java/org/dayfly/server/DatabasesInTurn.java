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

/** {@link Databases} for tests that wait for each result: each call blocks, and throws the failure. */
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
        return await(databases.join(name, DatabasesFixture.ANY));
    }

    public void stillIn(DatabaseName name) {
        await(databases.stillIn(name));
    }

    /** Tells the registry that a database is at rest after a session used it. */
    public void rest(DatabaseName name, Duration ago) throws SQLException {
        new Leases(registry.pool()).rest(name, ago, true, 0);
    }

    /** The last of so many unused sessions leaves; returns whether the database is taken out of service. */
    public boolean dropIfUnused(DatabaseName name, int opened) throws SQLException {
        await(databases.left(name, false, opened, 0));
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
