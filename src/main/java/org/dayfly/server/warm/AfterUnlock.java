package org.dayfly.server.warm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from a change of the warm databases, to be done when their lock is given back; used by one thread. */
final class AfterUnlock {
    private static final Logger log = LoggerFactory.getLogger(AfterUnlock.class);

    private final WarmListener warmListener;
    private final Consumer<List<DatabaseName>> discard;
    private final List<Runnable> steps = new ArrayList<>();
    private final List<DatabaseName> discarded = new ArrayList<>();

    /**
     * @param warmListener listens to what waits
     * @param discard takes databases out of service that nobody will want
     */
    AfterUnlock(WarmListener warmListener, Consumer<List<DatabaseName>> discard) {
        this.warmListener = warmListener;
        this.discard = discard;
    }

    /** Nobody will want this one. */
    void discard(WarmDatabase database) {
        discarded.add(database.name());
        leave(database);
    }

    /** This one waits no more, and the registry knows or will know. */
    void leave(WarmDatabase database) {
        steps.add(() -> warmListener.gone(database.name()));
    }

    /** This one waits. The anteroom hears of it now, as in a moment a client may have taken it. */
    void announce(WarmDatabase database) {
        warmListener.waits(database.name());
        steps.add(() -> warmListener.prepare(database.name()));
    }

    void then(Runnable step) {
        steps.add(step);
    }

    /** Does each step, whatever becomes of the others: makers that were counted have to begin. */
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
