package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes cancel requests that fit no session of this proxy on to the servers, because the session may be another
 * proxy's. A request whose key carries a server's tag goes to this server only, or nowhere if this proxy does not have
 * the server. A request without a tag goes to all servers.
 *
 * <p>Anybody can send such requests, so the number of connections that they cost is bounded. A request with a tag
 * counts as one connection, a request without a tag as one connection for each server. A request beyond the bound is
 * dropped.
 *
 * <p>Safe for use by any thread.
 */
public final class CancelForwarding {
    /** Connections to servers at the same time. */
    static final int AT_ONCE = 20;

    /** Connections to servers that begin within one second. */
    static final int PER_SECOND = 100;

    private static final Logger log = LoggerFactory.getLogger(CancelForwarding.class);

    /**
     * What became of a request.
     *
     * @param told completes when the servers have answered
     */
    record Forwarded(SessionEvents.Cancel outcome, CompletableFuture<Void> told) {
        private static Forwarded nowhere(SessionEvents.Cancel outcome) {
            return new Forwarded(outcome, CompletableFuture.completedFuture(null));
        }
    }

    private final Supplier<List<CancelTarget>> targets;
    private final LongSupplier nanoTime;
    private long second;
    private int begun;
    private int open;

    /**
     * Passes requests on to these servers.
     *
     * @param nanoTime a clock that runs on
     */
    public static CancelForwarding to(Supplier<List<Server>> servers, LongSupplier nanoTime) {
        return new CancelForwarding(
                () -> servers.get().stream().map(CancelTarget::of).toList(), nanoTime);
    }

    CancelForwarding(Supplier<List<CancelTarget>> targets, LongSupplier nanoTime) {
        this.targets = targets;
        this.nanoTime = nanoTime;
        this.second = nanoTime.getAsLong();
    }

    /**
     * Sends the request, without its tag, to the servers that other proxies use too and that may have the session.
     */
    Forwarded forward(EventLoop loop, CancelRequest request) {
        Optional<String> tag = request.tag();
        CancelRequest untagged = request.untagged();
        List<CancelTarget> fit = targets.get().stream()
                .filter(target -> tag.isEmpty() || tag.get().equals(target.tag()))
                .filter(target -> target.mayHave(untagged))
                .toList();
        if (fit.isEmpty()) {
            return Forwarded.nowhere(SessionEvents.Cancel.UNKNOWN);
        }
        if (!begin(fit.size())) {
            log.debug("dropped a cancel request that fits no session, as there are too many of them");
            return Forwarded.nowhere(SessionEvents.Cancel.DROPPED);
        }
        CompletableFuture<Void> told = CompletableFuture.allOf(fit.stream()
                .map(target -> target.cancel(loop, untagged).whenComplete((sent, failure) -> end()))
                .toArray(CompletableFuture<?>[]::new));
        return new Forwarded(SessionEvents.Cancel.FORWARDED, told);
    }

    private synchronized boolean begin(int connections) {
        long now = nanoTime.getAsLong();
        if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
            second = now;
            begun = 0;
        }
        // A request that needs more connections than the bound is let in if it is alone.
        boolean tooManyAtOnce = open > 0 && open + connections > AT_ONCE;
        boolean tooManyInASecond = begun > 0 && begun + connections > PER_SECOND;
        if (tooManyAtOnce || tooManyInASecond) {
            return false;
        }
        begun += connections;
        open += connections;
        return true;
    }

    private synchronized void end() {
        open--;
    }
}
