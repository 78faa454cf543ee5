package org.dayfly.server.registry;

import java.time.Duration;
import java.util.Arrays;
import org.dayfly.config.value.DurationText;

/**
 * The reason why a database was taken out of service. The registry keeps the code, and the client gets the sentence.
 */
public enum Reason {
    AGED("aged", "was reclaimed: its time of %s is over"),
    IDLE("idle", "was reclaimed after %s unused"),
    NEVER_USED("never used", "was reclaimed: no session ever sent a query"),
    AFTER_USE("after use", "was dropped after its last session, as a client had asked"),
    EVICTED("evicted", "was reclaimed to make room: it was at rest for the longest time"),
    OVERSIZE("oversize", "was reclaimed: it had grown by more than limits.size"),
    DROPPED("dropped", "was dropped by an administrator"),
    RESET("reset", "was thrown away by a reset"),
    MOVED("moved", "was replaced: its server was lost, and its key got a database on another server"),
    /** A snapshot whose database has a newer snapshot, or is gone. */
    SUPERSEDED("superseded", "does not exist"),
    /** A crash of the server emptied the unlogged tables of the database. */
    EMPTIED("emptied by a crash of the server", "does not exist"),
    /** The server's collations have another version than the database was made with. */
    OUTDATED("of another collation version", "does not exist"),
    /** The server could not copy the database. */
    UNCOPYABLE("could not be copied", "does not exist"),
    /** The proxy that was making the database, or that keeps the database in its warm pool, is gone. */
    ORPHANED("orphaned", "does not exist"),
    /** The database could not be made. */
    FAILED("failed", "does not exist"),
    /** The database was made to measure how long CREATE DATABASE takes. */
    MEASURED("measured", "does not exist");

    public static final String NEXT_STEP = "connect as \"new\" to get a fresh one";

    private final String code;
    private final String sentence;

    Reason(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public static Reason of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst()
                .orElse(DROPPED); // a person wrote another code into the table by hand
    }

    public String code() {
        return code;
    }

    String sentence(LeaseKind kind, DatabaseName name, Duration term) {
        return kind.word() + " \"" + name + "\" " + sentence.formatted(DurationText.format(term));
    }
}
