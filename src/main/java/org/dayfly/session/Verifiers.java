package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.KeyDerivation;
import org.dayfly.session.request.Route;

/** Decides what a client must prove before it gets the database of its route. */
public final class Verifiers {
    private final Optional<Demand> magic;
    private final Function<DatabaseName, CompletableFuture<KeyDerivation>> serverOf;
    private final Function<Route.Role, CompletableFuture<ScramKeys>> roles;
    private final MaintenanceRoles maintenance;
    private final Supplier<KeyDerivation> registry;

    /**
     * Makes the verifiers.
     *
     * @param magicPassword the password of the magic users; empty: no password
     * @param serverOf finds the server of a database, whose secret gives the password of the database's role
     * @param roles gives the keys of roles on whole servers
     * @param registry the server whose registry the maintenance roles reach
     */
    public Verifiers(
            Optional<Secret> magicPassword,
            Function<DatabaseName, CompletableFuture<KeyDerivation>> serverOf,
            Function<Route.Role, CompletableFuture<ScramKeys>> roles,
            MaintenanceRoles maintenance,
            Supplier<KeyDerivation> registry) {
        this.magic = magicPassword.map(password -> new Demand(Demand.MAGIC, true, ScramKeys.derive(password)));
        this.serverOf = serverOf;
        this.roles = roles;
        this.maintenance = maintenance;
        this.registry = registry;
    }

    /** What a client has to prove; empty if the client is trusted. */
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
            public CompletableFuture<Optional<Demand>> wholeServer(Route.WholeServer server) {
                return CompletableFuture.completedFuture(magic);
            }

            @Override
            public CompletableFuture<Optional<Demand>> known(Route.Known known) {
                DatabaseName name = known.database();
                return serverOf.apply(name)
                        .thenCompose(server -> server.ofRole(name))
                        .thenApply(keys -> Optional.of(new Demand(name.value(), false, keys)));
            }

            @Override
            public CompletableFuture<Optional<Demand>> role(Route.Role route) {
                return roles.apply(route)
                        .thenApply(keys -> Optional.of(new Demand(route.role() + "@" + route.key(), true, keys)));
            }

            @Override
            public CompletableFuture<Optional<Demand>> maintenance(Route.Maintenance role) {
                return registry.get()
                        .derive(() -> maintenance.keys(role.role()))
                        .thenApply(keys -> Optional.of(new Demand("role " + role.role(), true, keys)));
            }

            @Override
            public CompletableFuture<Optional<Demand>> health(Route.Health health) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
        });
    }
}
