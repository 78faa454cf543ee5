package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A hand-out counts from its beginning on, and no count of the registry forgets it. */
final class GroupCountsTest {
    private static final LimitedGroup GROUP = LimitedGroup.of("ci-");
    private static final List<LimitedGroup> GROUPS = List.of(GROUP);

    private final GroupCounts counts = new GroupCounts();

    private void handOut() {
        counts.begin(GROUPS);
        counts.handedOut(GROUPS, Map.of());
    }

    private void count(int databases) {
        counts.countBegins();
        counts.counted(Map.of(GROUP, databases));
    }

    @Test
    void aHandOutCountsFromItsBeginningUntilItComesToNothing() {
        counts.begin(GROUPS);
        counts.begin(GROUPS);
        assertThat(counts.of(GROUP)).isEqualTo(2);
        counts.giveUp(GROUPS);
        assertThat(counts.of(GROUP)).isEqualTo(1);
        counts.giveUp(GROUPS);
        assertThat(counts.of(GROUP)).isZero();
    }

    @Test
    void aHandOutThatEndsWhileTheRegistryCountsIsNotForgotten() {
        counts.begin(GROUPS);
        counts.countBegins();
        counts.handedOut(GROUPS, Map.of());
        counts.counted(Map.of(GROUP, 0));
        assertThat(counts.of(GROUP)).isEqualTo(1);
    }

    @Test
    void aHandOutThatEndsAfterTheCountIsNotForgotten() {
        counts.begin(GROUPS);
        count(3);
        assertThat(counts.of(GROUP)).isEqualTo(4);
        counts.handedOut(GROUPS, Map.of());
        assertThat(counts.of(GROUP)).isEqualTo(4);
    }

    @Test
    void theNextCountReplacesTheNumber() {
        handOut();
        handOut();
        count(1);
        assertThat(counts.of(GROUP)).isEqualTo(1);
        counts.countBegins();
        counts.counted(Map.of());
        assertThat(counts.of(GROUP)).isZero();
    }

    @Test
    void theNumberOfAHandOutReplacesTheNumber() {
        count(8);
        counts.begin(GROUPS);
        counts.begin(GROUPS);
        counts.handedOut(GROUPS, Map.of(GROUP, 5));
        assertThat(counts.of(GROUP)).as("five, and one that has begun").isEqualTo(6);
    }

    @Test
    void databasesThatGaveWayCountNoMore() {
        count(3);
        counts.countBegins();
        counts.gaveWay(GROUP, 2);
        counts.counted(Map.of(GROUP, 3));
        assertThat(counts.of(GROUP)).isEqualTo(1);
    }
}
