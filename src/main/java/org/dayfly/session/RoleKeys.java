package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.placement.Placement;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.Server;
import org.dayfly.server.ready.InstanceLogin;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.session.request.Route;

/**
 * The keys that verify the passwords of roles on whole servers. PostgreSQL keeps the keys, and dayfly asks for them. So
 * a client can also bind its proof to its TLS connection with dayfly. A role that does not exist has keys too, so that
 * the exchange does not reveal which names are taken. Safe for use by any thread.
 */
public record RoleKeys(Placement placement) {
    /** The keys of a role. The future fails if the server cannot be asked. */
    public CompletableFuture<ScramKeys> of(Route.Role route) {
        return placement
                .ofKey(route.key())
                .thenCompose(server -> server.databases()
                        .serverOf(route.key())
                        .thenCompose(name -> known(server, name, route.role()))
                        .thenCompose(keys -> keys.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> server.keys().ofNobody(route.role() + "@" + route.key()))));
    }

    private static CompletableFuture<Optional<ScramKeys>> known(
            Server server, Optional<DatabaseName> name, String role) {
        Optional<InstanceLogin> instances = server.instances();
        return name.isPresent() && instances.isPresent()
                ? instances.get().keys(name.get(), StartupParameters.readable(role))
                : CompletableFuture.completedFuture(Optional.empty());
    }
}
