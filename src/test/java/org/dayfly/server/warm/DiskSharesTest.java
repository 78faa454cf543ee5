package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskSharesTest {
    private static Map<String, Integer> shares(Map<String, Integer> wanted, long room) {
        // The size of one database of a party is the length of the party's name.
        return DiskShares.of(wanted, String::length, Comparator.naturalOrder(), room);
    }

    @Test
    void eachPartyGetsWhatItWantsIfThereIsRoom() {
        assertThat(shares(Map.of("a", 3, "bbb", 2), 9)).isEqualTo(Map.of("a", 3, "bbb", 2));
    }

    @Test
    void aPartyWhoseDatabasesAreSmallGetsThemFirst() {
        assertThat(shares(Map.of("a", 3, "bbbb", 2), 8)).isEqualTo(Map.of("a", 3, "bbbb", 1));
    }

    @Test
    void aPartyWhoseDatabaseIsLargerThanTheRoomGetsNone() {
        assertThat(shares(Map.of("a", 3, "bbbbbbbbb", 2), 8)).isEqualTo(Map.of("a", 3, "bbbbbbbbb", 0));
    }

    @Test
    void theOrderDecidesBetweenPartiesOfTheSameSize() {
        assertThat(shares(Map.of("bbb", 2, "aaa", 2, "ccc", 2), 6)).isEqualTo(Map.of("aaa", 1, "bbb", 1, "ccc", 0));
    }
}
