package org.dayfly.server.warm;

import java.util.function.BiConsumer;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;

/**
 * The listeners of both pools.
 *
 * @param databases listener for databases that enter their pool
 * @param servers listener for whole servers that enter their pool
 */
public record WarmListeners(WarmListener databases, WarmListener servers) {
    /** Returns these listeners with one more step for each database or server that is prepared. */
    public WarmListeners andThen(BiConsumer<LeaseKind, DatabaseName> whereOneIsPrepared) {
        return new WarmListeners(
                databases.andThen(name -> whereOneIsPrepared.accept(LeaseKind.DATABASE, name)),
                servers.andThen(name -> whereOneIsPrepared.accept(LeaseKind.SERVER, name)));
    }
}
