package org.dayfly.server.lease;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.dayfly.server.warm.CreationRate;

/**
 * The limits that hold in total over all servers of a proxy: the databases of a client, the databases with a key
 * prefix, and the databases that are made for a client in a minute.
 *
 * <p>The registry of a server counts exactly what is there. This class adds what the other servers have, as far as this
 * proxy knows: what the proxy handed out, and what the last count of each server found. Servers may come and go. Safe
 * for use by any thread.
 */
public final class ProxyLimits {
    private final CreationRate rate;
    private final List<ServerCounts> servers = new CopyOnWriteArrayList<>();

    /** @param nanoTime a clock that runs on */
    public ProxyLimits(LongSupplier nanoTime) {
        this.rate = new CreationRate(nanoTime::getAsLong);
    }

    CreationRate rate() {
        return rate;
    }

    /** Counts the databases of a server from now on. */
    public void add(ServerCounts server) {
        servers.add(server);
    }

    /** Counts the databases of a server no more. */
    void remove(ServerCounts server) {
        servers.remove(server);
    }

    /**
     * Begins a hand-out on a server. One claim at a time: of two claims at once, one sees the other.
     *
     * @return must be told of the end of the hand-out
     */
    synchronized Claim claim(ServerCounts here, HandOut order) {
        Map<LimitedGroup, Integer> elsewhere = new HashMap<>();
        for (LimitedGroup group : order.groups()) {
            elsewhere.put(
                    group, others(here).mapToInt(other -> other.now().of(group)).sum());
        }
        boolean near = order.client()
                .filter(client -> elsewhere.getOrDefault(client, 0) + here.now().of(client)
                        >= order.terms().quota().perAddress() / 2)
                .isPresent();
        here.now().begin(order.groups());
        return new Claim(here.now(), order, elsewhere, near);
    }

    private Stream<ServerCounts> others(ServerCounts here) {
        return servers.stream().filter(server -> server != here);
    }

    /**
     * Completes when each server was counted under the limits in force, or does not answer. A proxy with one server
     * waits for nothing, because the registry counts there.
     */
    CompletableFuture<Void> known(ServerCounts here) {
        return servers.size() < 2
                ? CompletableFuture.completedFuture(null)
                : all(servers.stream().filter(server -> !server.areKnown()).map(server -> server.again(here)));
    }

    /** Counts the other servers again, so that no client is refused for databases that are gone. */
    CompletableFuture<Void> countOthers(ServerCounts here) {
        return all(others(here).map(server -> server.againIfReachable(here)));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> counts) {
        return CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Lets databases of a group that are at rest on other servers give way to a database on this server. Asks the
     * server first that has most of them.
     *
     * @return whether as many gave way as needed
     */
    CompletableFuture<Boolean> makeRoom(ServerCounts here, LimitedGroup group, int need) {
        AtomicInteger missing = new AtomicInteger(need);
        CompletableFuture<Void> asked = CompletableFuture.completedFuture(null);
        List<ServerCounts> having = others(here)
                .filter(server -> server.now().of(group) > 0)
                .sorted(Comparator.comparingInt(server -> -server.now().of(group)))
                .toList();
        for (ServerCounts server : having) {
            asked = asked.thenCompose(before -> missing.get() <= 0
                    ? CompletableFuture.completedFuture(null)
                    : server.giveWay(group, missing.get(), here).thenAccept(gone -> missing.addAndGet(-gone)));
        }
        return asked.thenApply(done -> missing.get() <= 0);
    }
}
