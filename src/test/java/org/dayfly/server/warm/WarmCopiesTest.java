package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.create.BaseGoneException;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.Test;

/** Warm copies follow the state of their source. */
class WarmCopiesTest extends WarmDatabasesFixture {
    @Test
    void aCopyOfAnOlderStateIsNeverTaken() {
        take(FIRST);
        work();
        List<DatabaseName> older = List.copyOf(waiting);
        assertThat(older).isNotEmpty();
        CompletableFuture<Optional<WarmDatabase>> copy = take(SECOND);
        assertThat(copy).isNotDone();
        assertThat(discarded).containsExactlyElementsOf(older);
        work();
        assertThat(copy.join().orElseThrow().base()).isEqualTo(SECOND.sealed());
    }

    @Test
    void aCopyThatWasBegunBeforeARequestForANewerStateIsDiscarded() {
        CompletableFuture<Optional<WarmDatabase>> older = warm.take(FIRST, any -> 0);
        now++;
        CompletableFuture<Optional<WarmDatabase>> newer = take(SECOND);
        older.cancel(false);
        makers.remove().run();
        assertThat(newer).isNotDone();
        assertThat(discarded).hasSize(1);
        work();
        assertThat(newer.join().orElseThrow().base()).isEqualTo(SECOND.sealed());
    }

    @Test
    void aSourceThatNobodyCopiesIsForgotten() {
        take(FIRST);
        work();
        assertThat(waiting).isNotEmpty();
        now += Duration.ofMinutes(3).toNanos();
        warm.tidy();
        assertThat(waiting).isEmpty();
    }

    @Test
    void aClientThatWaitsForACopyOfADroppedSnapshotGetsNone() {
        failure = Optional.of(new BaseGoneException(FIRST.sealed().orElseThrow()));
        CompletableFuture<Optional<WarmDatabase>> copy = take(FIRST);
        work();
        assertThat(copy.join()).isEmpty();
    }

    @Test
    void aCopyThatIsMadeWhileItsStockIsForgottenIsDiscarded() {
        List<CompletableFuture<Optional<WarmDatabase>>> clients =
                List.of(warm.take(FIRST, any -> 0), warm.take(FIRST, any -> 0));
        assertThat(makers).hasSize(2);
        clients.forEach(each -> each.cancel(false));
        failure = Optional.of(new BaseGoneException(FIRST.sealed().orElseThrow()));
        makers.remove().run();
        failure = Optional.empty();
        makers.remove().run();
        assertThat(waiting).isEmpty();
        assertThat(discarded).hasSize(1);
        assertThat(makers).isEmpty();
    }

    @Test
    void aCopyThatIsMadeWhileItsStockIsForgottenGoesToTheNextClient() {
        List<CompletableFuture<Optional<WarmDatabase>>> clients =
                List.of(warm.take(FIRST, any -> 0), warm.take(FIRST, any -> 0));
        clients.forEach(each -> each.cancel(false));
        failure = Optional.of(new BaseGoneException(FIRST.sealed().orElseThrow()));
        makers.remove().run();
        failure = Optional.empty();
        CompletableFuture<Optional<WarmDatabase>> next = take(FIRST);
        assertThat(next).isNotDone();
        makers.remove().run();
        assertThat(next).isDone();
        assertThat(next.join()).isPresent();
    }

    @Test
    void aCopyOfAnOlderStateThatIsGivenBackIsDiscarded() {
        CompletableFuture<Optional<WarmDatabase>> older = take(FIRST);
        work();
        WarmDatabase unwanted = older.join().orElseThrow();
        take(SECOND);
        work();
        List<DatabaseName> newer = List.copyOf(waiting);
        assertThat(newer).isNotEmpty();
        warm.giveBack(unwanted, FIRST);
        work();
        assertThat(waiting).containsAll(newer);
        assertThat(discarded).contains(unwanted.name()).doesNotContainAnyElementsOf(newer);
    }
}
