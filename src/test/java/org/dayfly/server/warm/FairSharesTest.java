package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class FairSharesTest {
    @Test
    void eachGetsWhatItWantsIfThereIsRoom() {
        assertThat(FairShares.of(Map.of("a", 3, "b", 7), 10)).isEqualTo(Map.of("a", 3, "b", 7));
    }

    @Test
    void whoeverWantsLittleGetsItAndTheOthersShareTheRest() {
        assertThat(FairShares.of(Map.of("a", 1, "b", 20, "c", 30), 21)).isEqualTo(Map.of("a", 1, "b", 10, "c", 10));
    }

    @Test
    void noMoreIsGivenThanThereIs() {
        Map<String, Integer> shares = FairShares.of(Map.of("a", 5, "b", 5, "c", 5), 2);
        assertThat(shares.values()).containsExactlyInAnyOrder(0, 1, 1);
        assertThat(FairShares.of(Map.of("a", 5), 0)).isEqualTo(Map.of("a", 0));
    }
}
