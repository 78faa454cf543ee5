package org.dayfly.placement;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.server.Census;
import org.dayfly.server.Server;

/**
 * Asks all servers how they are, when somebody wants to know: a health check makes no database, and costs each server
 * one query a second at most. Safe for use by any thread.
 */
public final class Lookout {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** A server that does not answer for this long counts as lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<List<Listed>> servers;
    private final LongSupplier nanoTime;
    private CompletableFuture<List<ServerLook>> last = CompletableFuture.completedFuture(List.of());
    private Optional<Long> begun = Optional.empty();

    /** @param nanoTime a clock that runs on */
    public Lookout(Supplier<List<Listed>> servers, LongSupplier nanoTime) {
        this.servers = servers;
        this.nanoTime = nanoTime;
    }

    /** All servers as they are now, or were a moment ago. */
    public synchronized CompletableFuture<List<ServerLook>> look() {
        long now = nanoTime.getAsLong();
        boolean fresh = begun.filter(at -> now - at < FRESH.toNanos()).isPresent();
        if (last.isDone() && !fresh) {
            begun = Optional.of(now);
            last = asked();
        }
        return last;
    }

    /** How many servers take new databases now. */
    public CompletableFuture<Long> ready() {
        return look().thenApply(
                        looks -> looks.stream().filter(ServerLook::isReady).count());
    }

    private CompletableFuture<List<ServerLook>> asked() {
        List<CompletableFuture<ServerLook>> looks = servers.get().stream()
                .map(listed -> listed.server()
                        .map(Lookout::answer)
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                        .thenApply(census -> new ServerLook(listed, census)))
                .toList();
        return CompletableFuture.allOf(looks.toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> looks.stream().map(CompletableFuture::join).toList());
    }

    /** The answer of a server. A server that does not listen is known to be lost at once. */
    private static CompletableFuture<Optional<List<Census>>> answer(Server server) {
        CompletableFuture<Optional<List<Census>>> answer = new CompletableFuture<>();
        server.figures().census().whenComplete((census, failure) -> answer.complete(Optional.ofNullable(census)));
        server.reach().whenComplete((reached, failure) -> {
            if (failure != null) {
                answer.complete(Optional.empty());
            }
        });
        return answer.completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
