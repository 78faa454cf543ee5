package org.dayfly.server.warm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that follow a change of the warm databases, and that run after their lock is released. Used by one thread.
 */
final class AfterUnlock {
    private static final Logger log = LoggerFactory.getLogger(AfterUnlock.class);

    private final WarmListener warmListener;
    private final Consumer<List<DatabaseName>> discard;
    private final List<Runnable> steps = new ArrayList<>();
    private final List<DatabaseName> discarded = new ArrayList<>();

    /**
     * @param warmListener listener for databases that enter or leave the warm pool
     * @param discard takes databases out of service that no client needs
     */
    AfterUnlock(WarmListener warmListener, Consumer<List<DatabaseName>> discard) {
        this.warmListener = warmListener;
        this.discard = discard;
    }

    /** Discards a database that no client needs. */
    void discard(WarmDatabase database) {
        discarded.add(database.name());
        leave(database);
    }

    /** A database leaves the pool; the registry knows or will know. */
    void leave(WarmDatabase database) {
        steps.add(() -> warmListener.gone(database.name()));
    }

    /**
     * A database enters the pool. The listener is told under the lock, because a client may take the database a moment
     * later.
     */
    void announce(WarmDatabase database) {
        warmListener.waits(database.name());
        steps.add(() -> warmListener.prepare(database.name()));
    }

    void then(Runnable step) {
        steps.add(step);
    }

    /** Runs each step, even if another step fails: a maker that was counted must begin. */
    void happen() {
        if (!discarded.isEmpty()) {
            steps.add(() -> discard.accept(discarded));
        }
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException failure) {
                log.error("a step that follows from a change of the warm databases failed", failure);
            }
        }
    }
}
