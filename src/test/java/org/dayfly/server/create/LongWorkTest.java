package org.dayfly.server.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.dayfly.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** dayfly reports work that takes long, with its current step, until the work is done. */
class LongWorkTest {
    private final ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(1);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private LongWork work(Duration between) {
        return new LongWork("template shop", "running its scripts", between, timer, lines::add);
    }

    @Test
    void longWorkIsReportedRepeatedly() throws Exception {
        try (LongWork work = work(Duration.ofMillis(1))) {
            Eventually.holds("there are two lines", () -> lines.size() > 1);
            assertThat(lines.get(0)).isEqualTo("template shop: 0 s so far, running its scripts");
            work.step("vacuuming table 3 of 58, public.t");
            Eventually.holds(
                    "the next step is reported",
                    () -> lines.contains("template shop: 0 s so far, vacuuming table 3 of 58, public.t"));
        }
    }

    @Test
    void longWorkIsNotReportedOnceItIsDone() {
        timer.setRemoveOnCancelPolicy(true);
        work(Duration.ofHours(1)).close();
        assertThat(timer.getQueue()).isEmpty();
        assertThat(lines).isEmpty();
    }
}
