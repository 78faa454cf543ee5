package org.dayfly.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RatesTest {
    private final AtomicLong now = new AtomicLong(-7);
    private final Rates rates = new Rates(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private long at(int stepsAgo) {
        return rates.counts()[Rates.STEPS - 1 - stepsAgo];
    }

    @Test
    void countsByStepsOfTime() {
        rates.add();
        rates.add();
        pass(Rates.STEP);
        rates.add();
        assertThat(at(0)).isEqualTo(1);
        assertThat(at(1)).isEqualTo(2);
        pass(Rates.STEP.multipliedBy(3));
        assertThat(at(3)).isEqualTo(1);
        assertThat(at(4)).isEqualTo(2);
        assertThat(at(0)).isZero();
    }

    @Test
    void forgetsWhatIsLongAgo() {
        rates.add();
        pass(Rates.STEP.multipliedBy(Rates.STEPS - 1));
        assertThat(at(Rates.STEPS - 1)).isEqualTo(1);
        pass(Rates.STEP);
        assertThat(Arrays.stream(rates.counts()).sum()).isZero();
        rates.add();
        pass(Duration.ofDays(3));
        assertThat(Arrays.stream(rates.counts()).sum()).isZero();
    }
}
