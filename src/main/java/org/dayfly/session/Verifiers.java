package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.Credentials;

/** Decides what a client must prove before it gets the database of its route. */
public final class Verifiers {
    private final Optional<Demand> magic;
    private final Credentials credentials;
    private final MaintenanceRoles maintenance;
    private final Executor workers;

    /**
     * Makes the verifiers.
     *
     * @param magicPassword the password of the magic users; empty: no password
     */
    public Verifiers(
            Optional<Secret> magicPassword, Credentials credentials, MaintenanceRoles maintenance, Executor workers) {
        this.magic = magicPassword.map(password -> new Demand(Demand.MAGIC, true, ScramKeys.derive(password)));
        this.credentials = credentials;
        this.maintenance = maintenance;
        this.workers = workers;
    }

    /**
     * The keys that verify a client; empty if the client is trusted. A role that does not exist has keys like any other
     * role.
     */
    public CompletableFuture<Optional<Demand>> demanded(Route route) {
        return route.visit(new Route.Visitor<>() {
            @Override
            public CompletableFuture<Optional<Demand>> fresh(Route.Fresh fresh) {
                return CompletableFuture.completedFuture(magic);
            }

            @Override
            public CompletableFuture<Optional<Demand>> shared(Route.Shared shared) {
                return CompletableFuture.completedFuture(magic);
            }

            @Override
            public CompletableFuture<Optional<Demand>> reset(Route.Reset reset) {
                return CompletableFuture.completedFuture(magic);
            }

            @Override
            public CompletableFuture<Optional<Demand>> known(Route.Known known) {
                String name = known.database().value();
                return slowly(() -> new Demand(name, false, credentials.keys(name)));
            }

            @Override
            public CompletableFuture<Optional<Demand>> maintenance(Route.Maintenance role) {
                return slowly(() -> new Demand("role " + role.role(), true, maintenance.keys(role.role())));
            }
        });
    }

    private CompletableFuture<Optional<Demand>> slowly(Supplier<Demand> demand) {
        try {
            return CompletableFuture.supplyAsync(() -> Optional.of(demand.get()), workers);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.failedFuture(
                    ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many clients are logging in already")
                            .withHint("try again in a moment"));
        }
    }
}
