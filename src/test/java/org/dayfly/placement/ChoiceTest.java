package org.dayfly.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The share of new databases that each server gets. */
final class ChoiceTest {
    private final Set<String> ready = new HashSet<>();
    private final Choice choice = new Choice(new Random(1), server -> ready.contains(server.name()));

    private static Candidate server(String name, int weight) {
        return new Candidate(
                new ServerEntry(name, Optional.empty(), weight, () -> {
                    throw new AssertionError("no server is opened here");
                }),
                System::nanoTime);
    }

    /** How many of some databases each server gets. */
    private Map<String, Integer> shares(int databases, Candidate... servers) {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < databases; i++) {
            Candidate chosen = choice.of(List.of(servers));
            chosen.room().took();
            shares.merge(chosen.name(), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void theSharesFollowTheWeights() {
        Map<String, Integer> shares = shares(1000, server("a", 1), server("b", 8), server("c", 1));
        assertThat(shares.get("a")).isBetween(90, 110);
        assertThat(shares.get("b")).isBetween(780, 820);
        assertThat(shares.get("c")).isBetween(90, 110);
    }

    @Test
    void equalServersGetEqualShares() {
        Candidate[] servers =
                Stream.of("a", "b", "c", "d", "e").map(name -> server(name, 1)).toArray(Candidate[]::new);
        assertThat(shares(1000, servers).values()).allMatch(share -> share >= 190 && share <= 210);
    }

    @Test
    void aServerWhereASessionWaitsIsPreferredUntilItHasTwoDatabasesMore() {
        Candidate ahead = server("ahead", 1);
        Candidate other = server("other", 1);
        ready.add("ahead");
        assertThat(shares(3, ahead, other)).containsExactly(Map.entry("ahead", 3));
        assertThat(shares(1, ahead, other)).containsExactly(Map.entry("other", 1));
        ready.clear();
        assertThat(shares(2, ahead, other)).containsExactly(Map.entry("other", 2));
    }

    @Test
    void anOnlyServerGetsAll() {
        assertThat(shares(3, server("a", 5))).containsExactly(Map.entry("a", 3));
    }
}
