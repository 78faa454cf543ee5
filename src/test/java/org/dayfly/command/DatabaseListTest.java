package org.dayfly.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dayfly.database.DatabaseName;
import org.dayfly.database.DatabaseStatus;
import org.dayfly.database.Lifetime;
import org.junit.jupiter.api.Test;

/** What ls and show print. */
final class DatabaseListTest {
    private static final DatabaseStatus USED = new DatabaseStatus(
            new DatabaseName("dayfly_aaaaaaaaaa"),
            "leased",
            Optional.of("127.0.0.1"),
            2,
            7,
            new Lifetime(
                    Duration.ofSeconds(245),
                    Instant.parse("2026-11-22T14:32:05.678Z"),
                    Optional.of(Duration.ofMinutes(85)),
                    Duration.ofSeconds(3),
                    Optional.of(Duration.ofMinutes(10)),
                    false),
            Optional.empty());

    private static final DatabaseStatus PINNED = new DatabaseStatus(
            new DatabaseName("dayfly_bbbbbbbbbbbb"),
            "leased",
            Optional.empty(),
            0,
            1,
            new Lifetime(
                    Duration.ofHours(51),
                    Instant.parse("2026-11-22T14:32:05Z"),
                    Optional.empty(),
                    Duration.ofMinutes(90),
                    Optional.empty(),
                    true),
            Optional.empty());

    private static final DatabaseStatus OVER = new DatabaseStatus(
            new DatabaseName("dayfly_cccccccccc"),
            "reclaiming",
            Optional.of("::1"),
            0,
            1,
            new Lifetime(
                    Duration.ofMillis(400),
                    Instant.parse("2026-11-22T14:32:05Z"),
                    Optional.of(Duration.ofSeconds(-5)),
                    Duration.ZERO,
                    Optional.of(Duration.ofMinutes(90)),
                    false),
            Optional.of("aged"));

    private static final DatabaseStatus ENDLESS = new DatabaseStatus(
            new DatabaseName("dayfly_dddddddddd"),
            "leased",
            Optional.empty(),
            0,
            1,
            new Lifetime(Duration.ZERO, Instant.MAX, Optional.empty(), Duration.ZERO, Optional.empty(), false),
            Optional.empty());

    @Test
    void lsLinesItsColumnsUp() {
        assertThat(String.join("\n", LsCommand.table(List.of(USED, PINNED, OVER, ENDLESS))))
                .isEqualTo("""
                        NAME                 STATE       SESSIONS  AGE        LEFT        UNUSED      MADE BY
                        dayfly_aaaaaaaaaa    leased      2         4 min 5 s  1 h 25 min  in use      127.0.0.1
                        dayfly_bbbbbbbbbbbb  leased      0         2 d 3 h    pinned      1 h 30 min  -
                        dayfly_cccccccccc    reclaiming  0         0 s        over        0 s         ::1
                        dayfly_dddddddddd    leased      0         0 s        no limit    0 s         -""");
    }

    @Test
    void lsPrintsItsHeadWhereThereIsNoDatabase() {
        assertThat(LsCommand.table(List.of())).containsExactly("NAME  STATE  SESSIONS  AGE  LEFT  UNUSED  MADE BY");
    }

    @Test
    void showTellsWhatThereIsToKnow() {
        assertThat(ShowCommand.list(USED))
                .containsExactly(
                        "name: dayfly_aaaaaaaaaa",
                        "state: leased",
                        "sessions: 2 open, 7 in all",
                        "made: 4 min 5 s ago, from 127.0.0.1",
                        "expires: 2026-11-22 14:32:05 UTC, in 1 h 25 min",
                        "unused: 3 s, of at most 10 min",
                        "pinned: no");
        assertThat(ShowCommand.list(PINNED))
                .contains(
                        "made: 2 d 3 h ago",
                        "expires: never, while pinned",
                        "unused: 1 h 30 min, of any time",
                        "pinned: yes");
        assertThat(ShowCommand.list(OVER))
                .contains(
                        "expires: 2026-11-22 14:32:05 UTC, which is over",
                        "unused: 0 s, of at most 90 min",
                        "reason: aged");
        assertThat(ShowCommand.list(ENDLESS)).contains("expires: never");
    }
}
