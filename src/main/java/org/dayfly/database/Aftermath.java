package org.dayfly.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from a change of the warm databases, to be done when their lock is given back; used by one thread. */
final class Aftermath {
    private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

    private final Anteroom anteroom;
    private final Consumer<List<DatabaseName>> discard;
    private final List<Runnable> steps = new ArrayList<>();
    private final List<DatabaseName> discarded = new ArrayList<>();

    /**
     * @param anteroom listens to what waits
     * @param discard takes databases out of service that nobody will want
     */
    Aftermath(Anteroom anteroom, Consumer<List<DatabaseName>> discard) {
        this.anteroom = anteroom;
        this.discard = discard;
    }

    /** Nobody will want this one. */
    void discard(WarmDatabase database) {
        discarded.add(database.name());
        leave(database);
    }

    /** This one waits no more, and the registry knows or will know. */
    void leave(WarmDatabase database) {
        steps.add(() -> anteroom.gone(database.name()));
    }

    /** This one waits. The anteroom hears of it now, as in a moment a client may have taken it. */
    void announce(WarmDatabase database) {
        anteroom.waits(database.name());
        steps.add(() -> anteroom.prepare(database.name()));
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
