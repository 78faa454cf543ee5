package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTest {
    private long now;
    private final Demand demand = new Demand(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void theTargetIsTheMinimumIfNobodyAsked() {
        assertThat(demand.target(2, 20)).isEqualTo(2);
        assertThat(demand.target(0, 20)).isZero();
    }

    @Test
    void eachMissedDatabaseRaisesTheTarget() {
        for (int i = 0; i < 8; i++) {
            demand.asked();
            demand.missed(20);
        }
        assertThat(demand.target(2, 20)).isEqualTo(10);
        assertThat(demand.target(2, 7)).isEqualTo(7);
    }

    @Test
    void theTargetFallsOneByOneWhenNothingIsMissed() {
        for (int i = 0; i < 3; i++) {
            demand.asked();
            demand.missed(20);
        }
        pass(Duration.ofMillis(4999));
        assertThat(demand.target(2, 20)).isEqualTo(5);
        pass(Duration.ofMillis(1));
        assertThat(demand.target(2, 20)).isEqualTo(4);
        pass(Duration.ofSeconds(5));
        assertThat(demand.target(2, 20)).isEqualTo(3);
        pass(Duration.ofMinutes(5));
        assertThat(demand.target(2, 20)).isEqualTo(2);
    }

    @Test
    void theTargetCoversTheRequestsThatComeWhileOneDatabaseIsMade() {
        demand.made(Duration.ofMillis(100));
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(20));
            demand.asked();
        }
        assertThat(demand.target(2, 20)).isEqualTo(5);
        pass(Duration.ofMillis(50));
        assertThat(demand.target(2, 20)).as("nobody asked for a while").isEqualTo(2);
    }

    @Test
    void tellsHowLongNobodyAsked() {
        demand.asked();
        pass(Duration.ofSeconds(3));
        assertThat(demand.quiet()).isEqualTo(Duration.ofSeconds(3));
    }
}
