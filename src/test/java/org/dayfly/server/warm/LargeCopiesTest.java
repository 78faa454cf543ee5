package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dayfly.server.create.Base;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.Test;

/** Copies of large sources take disk and time, so few of them are made ahead and few at once. */
class LargeCopiesTest extends WarmDatabasesFixture {
    private static final long GIGABYTE = 1L << 30;

    private static Base large(String name) {
        return Base.snapshot(new DatabaseName("dayfly_" + name.repeat(10)), new Key(name), GIGABYTE);
    }

    /** Serves one client of a base, and returns how many copies are ready afterwards. */
    private int readyAfterOneClient(Base base) {
        take(base);
        work();
        return waiting.size();
    }

    @Test
    void readyCopiesTakeNoMoreDiskThanTheSettingAllows() {
        size = 3 * GIGABYTE;
        warm = with(5, 20);
        assertThat(readyAfterOneClient(large("a"))).isEqualTo(3);
    }

    @Test
    void aSourceThatIsLargerThanTheSettingHasNoReadyCopiesAndIsStillCopied() {
        size = GIGABYTE - 1;
        warm = with(5, 20);
        var copy = take(large("a"));
        work();
        assertThat(copy.join()).isPresent();
        assertThat(waiting).isEmpty();
    }

    @Test
    void readyCopiesTakeAtMostAQuarterOfTheDiskThatIsFreeWithoutThem() {
        free = OptionalLong.of(9 * GIGABYTE);
        warm = with(5, 20);
        assertThat(readyAfterOneClient(large("a"))).isEqualTo(2);
        now += 2_000_000_000;
        free = OptionalLong.of(3 * GIGABYTE);
        warm.tidy();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void copiesThatShareBlocksCountAsSmall() {
        sharesBlocks = true;
        size = 3 * GIGABYTE;
        warm = with(5, 20);
        assertThat(readyAfterOneClient(large("a"))).isEqualTo(6);
    }

    @Test
    void atMostTwoLargeCopiesAreMadeAtOnceAndTheOtherMakersServeOtherClients() {
        List<Base> large = Stream.of("a", "b", "c").map(LargeCopiesTest::large).toList();
        large.forEach(this::take);
        assertThat(makers).hasSize(2);
        take(Base.EMPTY);
        assertThat(makers).hasSize(3);
        makers.remove().run();
        assertThat(makers).hasSize(3);
    }

    @Test
    void emptyDatabasesAreMadeAheadWhileALargeCopyIsMade() {
        take(large("a"));
        assertThat(makers).hasSize(1);
        warm.prepare(Base.EMPTY);
        assertThat(makers).hasSize(2);
    }
}
