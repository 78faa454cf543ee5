package org.dayfly.server.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dayfly.server.registry.CreateStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WAL_LOG is chosen only if it is much faster, because a small difference may be chance. */
class StrategyChoiceTest {
    @ParameterizedTest
    @CsvSource({"9, 10, FILE_CLONE", "10, 9, FILE_CLONE", "10, 6, FILE_CLONE", "10, 5, WAL_LOG", "100, 10, WAL_LOG"})
    void walLogHasToBeTwiceAsFast(int filesMillis, int walLogMillis, CreateStrategy chosen) {
        assertThat(StrategyChoice.faster(
                        CreateStrategy.FILE_CLONE, Duration.ofMillis(filesMillis), Duration.ofMillis(walLogMillis)))
                .isEqualTo(chosen);
    }
}
