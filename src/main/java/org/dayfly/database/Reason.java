package org.dayfly.database;

import java.time.Duration;
import java.util.Arrays;
import org.dayfly.config.DurationText;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/** Why a database was taken out of service, as the registry keeps it and as a client is told. */
enum Reason {
    AGED("aged", "was reclaimed: its time of %s is over"),
    IDLE("idle", "was reclaimed after %s unused"),
    NEVER_USED("never used", "was reclaimed: no session ever sent a query"),
    EVICTED("evicted", "was reclaimed to make room: it was longest at rest"),
    DROPPED("dropped", "was dropped by an administrator"),
    /** Its maker is gone. */
    ORPHANED("orphaned", "does not exist"),
    /** It could not be made. */
    FAILED("failed", "does not exist"),
    /** It was made to see how long that takes. */
    MEASURED("measured", "does not exist");

    static final String NEXT_STEP = "connect as \"new\" to get a fresh one";

    private final String code;
    private final String sentence;

    Reason(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    static Reason of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst()
                .orElse(DROPPED); // whatever a person wrote into the table by hand
    }

    String code() {
        return code;
    }

    /** What ends a session that is open. */
    ClientError ending(DatabaseName name, Duration term) {
        return ClientError.of(SqlState.ADMIN_SHUTDOWN, sentence(name, term)).withHint(NEXT_STEP);
    }

    /** What a client hears that comes too late. */
    ClientError late(DatabaseName name, Duration term) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, sentence(name, term))
                .withHint(NEXT_STEP);
    }

    private String sentence(DatabaseName name, Duration term) {
        return "database \"" + name + "\" " + sentence.formatted(DurationText.format(term));
    }
}
