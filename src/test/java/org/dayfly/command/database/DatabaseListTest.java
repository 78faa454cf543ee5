package org.dayfly.command.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.SizeText;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.Provenance;
import org.dayfly.server.Usage;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.Key;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output of the commands ls and show. */
final class DatabaseListTest {
    private static final DatabaseStatus USED = new DatabaseStatus(
            new DatabaseName("dayfly_aaaaaaaaaa"),
            made("database", "shop", null, "127.0.0.1"),
            DatabaseState.LEASED,
            new Usage(2, 7, Optional.of(7_864_320L)),
            new Lifetime(
                    Duration.ofSeconds(245),
                    Instant.parse("2026-11-22T14:32:05.678Z"),
                    Optional.of(Duration.ofMinutes(85)),
                    Duration.ofSeconds(3),
                    Optional.of(Duration.ofMinutes(10)),
                    false,
                    Optional.empty()),
            Optional.empty());

    private static final DatabaseStatus PINNED = new DatabaseStatus(
            new DatabaseName("dayfly_bbbbbbbbbbbb"),
            made("database", null, "shop", null),
            DatabaseState.LEASED,
            new Usage(0, 1, Optional.of(1_300_000_000L)),
            new Lifetime(
                    Duration.ofHours(51),
                    Instant.parse("2026-11-22T14:32:05Z"),
                    Optional.empty(),
                    Duration.ofMinutes(90),
                    Optional.empty(),
                    true,
                    Optional.empty()),
            Optional.empty());

    private static final DatabaseStatus OVER = new DatabaseStatus(
            new DatabaseName("dayfly_cccccccccc"),
            made("database", null, null, "::1"),
            DatabaseState.RECLAIMING,
            new Usage(0, 1, Optional.empty()),
            new Lifetime(
                    Duration.ofMillis(400),
                    Instant.parse("2026-11-22T14:32:05Z"),
                    Optional.of(Duration.ofSeconds(-5)),
                    Duration.ZERO,
                    Optional.of(Duration.ofMinutes(90)),
                    false,
                    Optional.empty()),
            Optional.of("aged"));

    private static final Lifetime NO_END = new Lifetime(
            Duration.ZERO, Instant.MAX, Optional.empty(), Duration.ZERO, Optional.empty(), false, Optional.empty());

    private static final DatabaseStatus ENDLESS = new DatabaseStatus(
            new DatabaseName("dayfly_dddddddddd"),
            made("database", null, null, null),
            DatabaseState.LEASED,
            new Usage(0, 1, Optional.of(0L)),
            NO_END,
            Optional.empty());

    private static final DatabaseStatus SNAPSHOT = new DatabaseStatus(
            new DatabaseName("dayfly_eeeeeeeeee"),
            made("snapshot", null, "shop", null),
            DatabaseState.SEALED,
            new Usage(0, 0, Optional.of(7_864_320L)),
            NO_END,
            Optional.empty());

    private static Provenance made(
            String kind, @Nullable String key, @Nullable String source, @Nullable String client) {
        return new Provenance(
                kind,
                Optional.ofNullable(key).map(Key::new),
                Optional.ofNullable(source),
                Optional.ofNullable(source).map(any -> new DatabaseName("dayfly_ssssssssss")),
                Optional.ofNullable(client),
                Optional.empty());
    }

    @Test
    void lsLinesItsColumnsUp() {
        assertThat(String.join("\n", LsCommand.tableOf(List.of(USED, PINNED, OVER, ENDLESS, SNAPSHOT))))
                .isEqualTo("""
                        NAME                 KIND      KEY   SOURCE  STATE       SESSIONS  SIZE    AGE        LEFT        UNUSED
                        dayfly_aaaaaaaaaa    database  shop  -       leased      2         7.5 MB  4 min 5 s  1 h 25 min  in use
                        dayfly_bbbbbbbbbbbb  database  -     shop    leased      0         1.2 GB  2 d 3 h    pinned      1 h 30 min
                        dayfly_cccccccccc    database  -     -       reclaiming  0         -       0 s        over        0 s
                        dayfly_dddddddddd    database  -     -       leased      0         0 B     0 s        no limit    0 s
                        dayfly_eeeeeeeeee    snapshot  -     shop    sealed      0         7.5 MB  0 s        -           -""");
    }

    @Test
    void lsShortensANote() {
        DatabaseStatus noted = new DatabaseStatus(
                USED.name(),
                new Provenance(
                        "database",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("x".repeat(30) + " saves an order of two items")),
                USED.state(),
                USED.usage(),
                USED.lifetime(),
                USED.reason());
        assertThat(LsCommand.tableOf(List.of(noted)).get(1)).endsWith("  " + "x".repeat(30) + " saves an…");
        assertThat(ShowCommand.list(Optional.empty(), noted))
                .contains("note: " + "x".repeat(30) + " saves an order of two items");
    }

    @Test
    void lsPrintsItsHeadWhereThereIsNoDatabase() {
        assertThat(LsCommand.tableOf(List.of()))
                .containsExactly("NAME  KIND  KEY  SOURCE  STATE  SESSIONS  SIZE  AGE  LEFT  UNUSED");
    }

    @Test
    void showPrintsAllThatIsKnownOfADatabase() {
        assertThat(ShowCommand.list(Optional.empty(), USED))
                .containsExactly(
                        "name: dayfly_aaaaaaaaaa",
                        "kind: database",
                        "key: shop",
                        "state: leased",
                        "size: 7.5 MB",
                        "made: 4 min 5 s ago, from 127.0.0.1",
                        "sessions: 2 open, 7 in all",
                        "expires: 2026-11-22 14:32:05 UTC, in 1 h 25 min",
                        "unused: 3 s, of at most 10 min",
                        "pinned: no");
        assertThat(ShowCommand.list(Optional.empty(), PINNED))
                .contains(
                        "source: shop",
                        "copied from: dayfly_ssssssssss",
                        "made: 2 d 3 h ago",
                        "expires: never, while pinned",
                        "unused: 1 h 30 min, without a limit",
                        "pinned: yes");
        assertThat(ShowCommand.list(Optional.empty(), OVER))
                .contains(
                        "expires: 2026-11-22 14:32:05 UTC, already over",
                        "unused: 0 s, of at most 90 min",
                        "reason: aged");
        assertThat(ShowCommand.list(Optional.empty(), ENDLESS)).contains("expires: never");
    }

    @Test
    void showNamesTheServerIfThereAreSeveral() {
        assertThat(ShowCommand.list(Optional.of("pg16"), USED)).startsWith("name: dayfly_aaaaaaaaaa", "server: pg16");
    }

    @Test
    void showPrintsNoSessionsAndNoExpiryOfASnapshot() {
        assertThat(ShowCommand.list(Optional.empty(), SNAPSHOT))
                .containsExactly(
                        "name: dayfly_eeeeeeeeee",
                        "kind: snapshot",
                        "source: shop",
                        "copied from: dayfly_ssssssssss",
                        "state: sealed",
                        "size: 7.5 MB",
                        "made: 0 s ago",
                        "pinned: no");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 kB",
        "10137, 9.9 kB",
        "10200, 10 kB",
        "1048063, 1023 kB",
        "1048064, 1.0 MB",
        "7864320, 7.5 MB",
        "5497558138880, 5.0 TB",
        "9223372036854775807, 8388608 TB"
    })
    void sizesAreShort(long bytes, String text) {
        assertThat(SizeText.of(bytes)).isEqualTo(text);
    }
}
