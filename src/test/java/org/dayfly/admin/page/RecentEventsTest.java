package org.dayfly.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecentEventsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RecentEvents events = new RecentEvents(Clock.fixed(NOW, ZoneOffset.UTC));

    private static RecentEvent drop(String name) {
        return new RecentEvent.Dropped("one", name, "database", Optional.empty(), "idle", 7, 8);
    }

    private static RecentEvent refusal(String user) {
        return new RecentEvent.Refused("refused", "28000", "no", Optional.empty(), user, Optional.empty());
    }

    private List<? extends Config> after(long id) {
        return ConfigFactory.parseString(events.after(id)).getConfigList("events");
    }

    @Test
    void tellsEventsInTheirOrder() {
        events.add(drop("a"));
        events.add(refusal("b"));
        events.add(drop("c"));
        assertThat(after(0)).extracting(each -> each.getString("type")).containsExactly("drop", "refusal", "drop");
        assertThat(after(0)).extracting(each -> each.getLong("id")).isSorted();
        assertThat(after(after(0).get(1).getLong("id")))
                .extracting(each -> each.getString("database"))
                .containsExactly("c");
        assertThat(after(0).get(0).getLong("at")).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void manyRefusalsDoNotPushTheDropsOut() {
        events.add(drop("a"));
        for (int i = 0; i < 1000; i++) {
            events.add(refusal("b" + i));
        }
        assertThat(after(0)).hasSizeBetween(101, 400);
        assertThat(after(0).get(0).getString("database")).isEqualTo("a");
        assertThat(after(0).get(after(0).size() - 1).getString("user")).isEqualTo("b999");
    }

    /** A page that stays open while dayfly starts again asks with the last id of before. */
    @Test
    void theIdsOfTheNextDayflyGoOn() {
        events.add(drop("a"));
        long last = ConfigFactory.parseString(events.after(0)).getLong("last");
        RecentEvents next = new RecentEvents(Clock.fixed(NOW.plusSeconds(1), ZoneOffset.UTC));
        next.add(drop("b"));
        assertThat(next.after(last)).contains("\"b\"");
    }
}
