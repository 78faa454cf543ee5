package org.dayfly.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A line that repeats is written some times, and then counted. */
final class RepeatsTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("org.dayfly.some");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final ListAppender<ILoggingEvent> summed = new ListAppender<>();
    private final Logger summaries = (Logger) LoggerFactory.getLogger(Repeats.class);
    private final List<Runnable> later = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private long now;

    RepeatsTest() {
        Repeats repeats = new Repeats(() -> now, (task, delay) -> {
            later.add(task);
            delays.add(delay);
        });
        repeats.start();
        written.addFilter(repeats);
        written.start();
        logger.addAppender(written);
        summed.start();
        summaries.addAppender(summed);
    }

    @AfterEach
    void close() {
        summaries.detachAppender(summed);
    }

    private void warn(int times) {
        for (int i = 1; i <= times; i++) {
            logger.warn("server {} is lost", i);
        }
    }

    @Test
    void writesAFewLinesAndCountsTheOthers() {
        warn(Repeats.MOST);
        assertThat(written.list).hasSize(Repeats.MOST);
        assertThat(later).isEmpty();
        now = Duration.ofSeconds(4).toNanos();
        warn(300);
        assertThat(written.list).hasSize(Repeats.MOST);
        assertThat(delays).containsExactly(Duration.ofSeconds(6));
        later.get(0).run();
        assertThat(summed.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .isEqualTo("300 more lines in 10 s like this one: server 300 is lost");
        });
        warn(1);
        assertThat(written.list).as("a new period").hasSize(Repeats.MOST + 1);
    }

    @Test
    void linesOfAnotherKindAreWritten() {
        warn(100);
        logger.warn("another");
        logger.error("server {} is lost, too", 1);
        assertThat(written.list).hasSize(Repeats.MOST + 2);
    }

    @Test
    void aPeriodEnds() {
        warn(Repeats.MOST);
        now = Repeats.PERIOD.toNanos();
        warn(Repeats.MOST);
        assertThat(written.list).hasSize(2 * Repeats.MOST);
        assertThat(later).isEmpty();
    }

    @Test
    void aLineForASessionIsAlwaysWrittenAndThatForARefusalIsNot() {
        for (int i = 0; i < 100; i++) {
            logger.info("session {}", i);
            logger.atInfo().addMarker(Repeats.MAY_REPEAT).log("refused {}", i);
        }
        assertThat(written.list).hasSize(100 + Repeats.MOST);
    }
}
