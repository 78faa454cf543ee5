package org.dayfly.server.live;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for what the event loops of sessions have not read yet. */
final class LoopRounds {
    private LoopRounds() {}

    /** Completes when the bytes that these clients sent until now have been read, including the end of a connection. */
    static CompletableFuture<Void> heard(Collection<LiveSession> sessions) {
        return CompletableFuture.allOf(sessions.stream()
                .map(LiveSession::loop)
                .distinct()
                .map(LoopRounds::roundOf)
                .toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Completes after a round of a loop. A loop runs scheduled tasks after it has read from all channels with bytes to
     * read.
     */
    private static CompletableFuture<Void> roundOf(EventLoop loop) {
        CompletableFuture<Void> round = new CompletableFuture<>();
        loop.execute(() -> loop.schedule(() -> round.complete(null), 0, TimeUnit.NANOSECONDS));
        return round;
    }
}
