package org.dayfly.placement;

import java.util.concurrent.CompletableFuture;
import org.dayfly.server.Server;
import org.dayfly.server.lease.Lease;

/** Asks a server for a database. Several servers may be asked in turn, until one gives a database. */
@FunctionalInterface
public interface Question {
    CompletableFuture<Lease> ask(Server server);

    /** The answer of a server, with the server. */
    default CompletableFuture<Placed> placed(Server server) {
        return ask(server).thenApply(lease -> new Placed(server, lease));
    }
}
