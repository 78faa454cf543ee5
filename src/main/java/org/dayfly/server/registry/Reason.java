package org.dayfly.server.registry;

import java.time.Duration;
import java.util.Arrays;
import org.dayfly.config.value.DurationText;

/** Why a database was taken out of service, as the registry keeps it and as a client is told. */
public enum Reason {
    AGED("aged", "was reclaimed: its time of %s is over"),
    IDLE("idle", "was reclaimed after %s unused"),
    NEVER_USED("never used", "was reclaimed: no session ever sent a query"),
    EVICTED("evicted", "was reclaimed to make room: it was longest at rest"),
    OVERSIZE("oversize", "was reclaimed: it had grown by more than limits.size"),
    DROPPED("dropped", "was dropped by an administrator"),
    RESET("reset", "was thrown away by a reset"),
    /** A snapshot, of a database that has a newer one or is gone. */
    SUPERSEDED("superseded", "does not exist"),
    /** A crash of the server emptied its unlogged tables. */
    EMPTIED("emptied by a crash of the server", "does not exist"),
    /** The server's collations have another version than when it was made. */
    OUTDATED("of another collation version", "does not exist"),
    /** The server could not copy it. */
    UNCOPYABLE("could not be copied", "does not exist"),
    /** Its maker is gone. */
    ORPHANED("orphaned", "does not exist"),
    /** It could not be made. */
    FAILED("failed", "does not exist"),
    /** It was made to see how long that takes. */
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
                .orElse(DROPPED); // whatever a person wrote into the table by hand
    }

    public String code() {
        return code;
    }

    String sentence(DatabaseName name, Duration term) {
        return "database \"" + name + "\" " + sentence.formatted(DurationText.format(term));
    }
}
