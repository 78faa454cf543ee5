package org.dayfly.server.warm;

import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.task.ServerFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when to make databases that no client waits for: when no client is being served, and not for a while after a
 * failure. Guarded by {@link WarmDatabases}.
 */
final class IdleWarming {
    private static final Logger log = LoggerFactory.getLogger(IdleWarming.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Stocks stocks;
    private final ClientActivity activity;
    private final Runnable lookAgain;
    private boolean alarmed;
    private @Nullable Long shortSince;
    private @Nullable Long pausedUntil;

    /** @param lookAgain called when the server may be quiet, after {@link #next} found that it was not */
    IdleWarming(Stocks stocks, ClientActivity activity, Runnable lookAgain) {
        this.stocks = stocks;
        this.activity = activity;
        this.lookAgain = lookAgain;
    }

    /**
     * The stock that misses most databases, if this is the time for it. A stock with no ready database does not wait,
     * because a database is made sooner than its first client has logged in. A whole server takes longer, and would
     * only disturb that client.
     */
    Optional<Stock> next(AfterUnlock after) {
        if (paused()) {
            return Optional.empty();
        }
        Optional<Stock> scarce = stocks.scarcest();
        if (scarce.isPresent()) {
            stocks.makeRoom(after);
        }
        if (scarce.isEmpty() || isUrgent(scarce.get())) {
            shortSince = null;
            return scarce;
        }
        if (shortSince == null) {
            shortSince = activity.now();
        }
        Duration wait = activity.until(shortSince);
        if (wait.isZero()) {
            shortSince = null;
            return scarce;
        }
        if (!alarmed) {
            alarmed = true;
            after.then(() -> activity.after(wait, lookAgain));
        }
        return Optional.empty();
    }

    private static boolean isUrgent(Stock stock) {
        return stock.ready() == 0 && stock.base().kind() == LeaseKind.DATABASE;
    }

    /** Marks that the moment for {@code lookAgain} has come. */
    void begun() {
        alarmed = false;
    }

    void succeeded() {
        pausedUntil = null;
    }

    void failed(Throwable failure) {
        if (!paused()) {
            ServerFailure.warn(log, "could not make a database ahead", failure);
        }
        pausedUntil = activity.now() + PAUSE.toNanos();
    }

    private boolean paused() {
        return pausedUntil != null && activity.now() - pausedUntil < 0;
    }
}
