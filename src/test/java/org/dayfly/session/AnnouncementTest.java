package org.dayfly.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.dayfly.server.lease.Copied;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.session.Announcement.Notice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client is told the database of its session, the URL to connect again, and the expiry time. */
final class AnnouncementTest {
    private static final Instant NOW = Instant.parse("2026-11-22T14:02:00Z");
    private static final String URL = "postgresql://dayfly_k3v7x2m7qa:secret@127.0.0.1:6432/dayfly_k3v7x2m7qa";

    /** The messages to the client as text, with | for NUL. */
    private static String said(@Nullable Duration life, @Nullable Duration idle, Notice notice) {
        Lease lease = Lease.fresh(
                LeaseKind.DATABASE,
                new DatabaseName("dayfly_k3v7x2m7qa"),
                Optional.empty(),
                life == null ? Instant.MAX : NOW.plus(life),
                Optional.ofNullable(idle),
                Lease.Making.WARM);
        return said(lease, notice);
    }

    private static String said(Lease lease, Notice notice) {
        ByteBuf bytes = Unpooled.buffer();
        new Announcement(lease, URL, notice, Clock.fixed(NOW, ZoneOffset.ofHours(9))).encode(bytes);
        StringBuilder said = new StringBuilder();
        while (bytes.isReadable()) {
            said.append((char) bytes.readByte()).append(' ');
            said.append(bytes.readString(bytes.readInt() - 4, UTF_8)).append('\n');
        }
        return said.toString().replace('\0', '|');
    }

    @Test
    void tellsProgramsByParameterStatus() {
        assertThat(said(Duration.ofMinutes(30), Duration.ofMinutes(10), Notice.NONE))
                .isEqualTo("S dayfly.url|" + URL + "|\n"
                        + "S dayfly.database|dayfly_k3v7x2m7qa|\n"
                        + "S dayfly.expires_at|2026-11-22T14:32:00Z|\n");
    }

    @Test
    void tellsPeopleByANotice() {
        assertThat(said(Duration.ofMinutes(30), Duration.ofMinutes(10), Notice.FRESH))
                .endsWith("N SNOTICE|VNOTICE|C00000|Mnew database dayfly_k3v7x2m7qa, until 14:32 UTC or 10 min unused|D"
                        + URL + "||\n");
    }

    @Test
    void tellsWhyAClientWaitedLongForACopy() {
        Lease quick = Lease.fresh(
                LeaseKind.DATABASE,
                new DatabaseName("dayfly_k3v7x2m7qa"),
                Optional.empty(),
                Instant.MAX,
                Optional.empty(),
                new Lease.Making(
                        false, false, Optional.of(new Copied(new Key("shop"), 1288 << 20, Duration.ofMillis(999)))));
        assertThat(said(quick, Notice.FRESH)).doesNotContain("waited");
        Lease slow = quick.after(Duration.ofMillis(3240));
        assertThat(said(slow, Notice.FRESH))
                .endsWith("N SNOTICE|VNOTICE|C00000|Mwaited 3.2 s for this copy of \"shop\" (1.3 GB), because no copy"
                        + " was ready||\n");
        assertThat(said(slow, Notice.NONE)).doesNotContain("waited");
    }

    @Test
    void namesTheDayWhereTheTimeAloneWouldMislead() {
        assertThat(said(Duration.ofHours(23).plusMinutes(59), null, Notice.FRESH))
                .contains(", until 14:01 UTC|");
        assertThat(said(Duration.ofHours(24), null, Notice.FRESH)).contains(", until 2026-11-23 14:02 UTC|");
    }

    @Test
    void tellsThatADatabaseDoesNotExpire() {
        assertThat(said(null, Duration.ofMinutes(10), Notice.FRESH))
                .contains("expires_at|infinity|", ", until 10 min unused|");
        assertThat(said(null, null, Notice.FRESH)).contains(", until you drop it|");
    }

    @Test
    void tellsClientsOfABurstHowAPoolSharesADatabase() {
        assertThat(said(Duration.ofMinutes(30), null, Notice.FRESH_AMONG_MANY))
                .endsWith(
                        "|Heach connection as \"new\" has a database of its own; let a pool connect as \"new.KEY\" to share one||\n");
    }
}
