package org.dayfly.session;

import static java.time.ZoneOffset.UTC;

import io.netty.buffer.ByteBuf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SizeText;
import org.dayfly.protocol.NoticeResponse;
import org.dayfly.protocol.ParameterStatus;
import org.dayfly.server.lease.Copied;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.ready.StartupProfile;
import org.jspecify.annotations.Nullable;

/**
 * What a session is told about its database: parameters for programs, and a NOTICE for the client whose session created
 * the database.
 *
 * @param url the URL that joins the database, with the password
 * @param clock tells whether the NOTICE can give the expiry time without the date
 */
record Announcement(Lease lease, String url, Notice notice, Clock clock) {
    /** What the NOTICE says. */
    enum Notice {
        /** There is no NOTICE. */
        NONE,
        /** The database was made. */
        FRESH,
        /** The database of a key was made, and there could be a whole server too. */
        FRESH_BESIDE_SERVERS,
        /** The database was made, and each of many connections has its own. */
        FRESH_AMONG_MANY
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(UTC);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(UTC);

    /** A wait of this length is explained. */
    private static final Duration LONG = Duration.ofSeconds(1);

    /** Appends the messages. PostgreSQL allows them between AuthenticationOk and ReadyForQuery. */
    void encode(ByteBuf out) {
        new ParameterStatus(StartupProfile.URL, url).encode(out);
        new ParameterStatus("dayfly.database", lease.name().value()).encode(out);
        new ParameterStatus("dayfly.expires_at", expiresAt()).encode(out);
        if (notice != Notice.NONE) {
            new NoticeResponse("new " + lease.kind().word() + " " + lease.name() + ", " + life(), url, hint())
                    .encode(out);
            lease.copied()
                    .filter(copied -> copied.waited().compareTo(LONG) >= 0)
                    .ifPresent(copied -> new NoticeResponse(wait(copied), null, null).encode(out));
        }
    }

    private static String wait(Copied copied) {
        String size = copied.size() == 0 ? "" : " (" + SizeText.of(copied.size()) + ")";
        return String.format(
                Locale.ROOT,
                "waited %.1f s for this copy of \"%s\"%s, because no copy was ready",
                copied.waited().toMillis() / 1000.0,
                copied.source(),
                size);
    }

    private @Nullable String hint() {
        if (notice == Notice.FRESH_AMONG_MANY) {
            return "each connection as \"" + lease.kind().user() + "\" has a "
                    + lease.kind().word() + " of its own; let a pool connect as \""
                    + lease.kind().user() + ".KEY\" to share one";
        }
        return notice == Notice.FRESH_BESIDE_SERVERS
                ? "a tool that creates its databases itself connects as \"server.KEY\", with another KEY"
                : null;
    }

    private String expiresAt() {
        return lease.expiresAt().equals(Instant.MAX)
                ? "infinity"
                : lease.expiresAt().toString();
    }

    private String life() {
        String unused =
                lease.idle().map(idle -> DurationText.format(idle) + " unused").orElse("");
        if (lease.expiresAt().equals(Instant.MAX)) {
            return unused.isEmpty() ? "until you drop it" : "until " + unused;
        }
        boolean soon = Duration.between(clock.instant(), lease.expiresAt()).compareTo(Duration.ofHours(24)) < 0;
        String until = "until " + (soon ? TIME : DAY_AND_TIME).format(lease.expiresAt()) + " UTC";
        return unused.isEmpty() ? until : until + " or " + unused;
    }
}
