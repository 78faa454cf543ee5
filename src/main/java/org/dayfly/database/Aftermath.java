package org.dayfly.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What follows from a change of the warm databases, to be done when their lock is given back; used by one thread. */
final class Aftermath {
    private final Anteroom anteroom;
    private final Consumer<List<DatabaseName>> discard;
    private final List<Runnable> steps = new ArrayList<>();
    private final List<DatabaseName> discarded = new ArrayList<>();

    /** @param discard takes databases out of service that nobody will want */
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

    void then(Runnable step) {
        steps.add(step);
    }

    void happen() {
        steps.forEach(Runnable::run);
        if (!discarded.isEmpty()) {
            discard.accept(discarded);
        }
    }
}
