package org.dayfly.server.warm;

import java.util.concurrent.CompletableFuture;
import org.dayfly.server.create.Base;
import org.dayfly.server.registry.LeaseKind;

/**
 * The pools of one server: warm databases, and warm whole servers.
 *
 * <p>They have limits of their own, because a whole server takes much more memory and disk.
 */
public record WarmPools(WarmDatabases databases, WarmDatabases servers) {
    /** The pool for a base. */
    public WarmDatabases of(Base base) {
        return base.kind() == LeaseKind.SERVER ? servers : databases;
    }

    /** Tidies both pools. */
    public void tidy() {
        databases.tidy();
        servers.tidy();
    }

    /** Closes both pools; completes when the last database and the last server that were begun are made. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(databases.close(), servers.close());
    }
}
