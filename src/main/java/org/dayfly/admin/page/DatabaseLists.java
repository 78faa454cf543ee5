package org.dayfly.admin.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dayfly.placement.Listed;
import org.dayfly.server.Server;

/** The databases of all servers, as JSON. Safe for use by any thread. */
public final class DatabaseLists {
    private final Supplier<List<Listed>> servers;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final Map<Server, ServerListing> listings = new ConcurrentHashMap<>();

    /**
     * @param threads wait for PostgreSQL
     * @param nanoTime a clock that runs on
     */
    public DatabaseLists(Supplier<List<Listed>> servers, Executor threads, LongSupplier nanoTime) {
        this.servers = servers;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    private record Named(String name, DatabaseList list) {}

    /** The databases as they are now, or were a moment ago. */
    public CompletableFuture<String> json() {
        List<Listed> all = servers.get();
        listings.keySet()
                .retainAll(all.stream().flatMap(each -> each.server().stream()).collect(Collectors.toSet()));
        List<CompletableFuture<Named>> asked = all.stream()
                .map(each -> each.server()
                        .map(server -> listing(server).look(each.name()))
                        .orElseGet(() -> CompletableFuture.completedFuture(
                                DatabaseList.NONE.staleFor("the server could not be reached so far")))
                        .thenApply(list -> new Named(each.name(), list)))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        done -> json(asked.stream().map(CompletableFuture::join).toList()));
    }

    private ServerListing listing(Server server) {
        return listings.computeIfAbsent(server, its -> new ServerListing(its, threads, nanoTime));
    }

    /** The next list is a new one, because something was changed. */
    public void expire() {
        listings.values().forEach(ServerListing::expire);
    }

    private static String json(List<Named> lists) {
        return Json.object(json -> json.array(
                        "servers",
                        lists,
                        (its, each) -> its.put("name", each.name())
                                .put("at", each.list().at().map(Instant::toEpochMilli))
                                .put("took", Optional.of(each.list().took()).map(Duration::toMillis))
                                .put("stale", each.list().problem().isPresent())
                                .put("problem", each.list().problem()))
                .joined(
                        "databases",
                        lists.stream().map(each -> each.list().rows()).toList()));
    }
}
