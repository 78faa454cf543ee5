package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.create.Base;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.Test;

/** How many databases are made ahead, and when. */
class WarmStockTest extends WarmDatabasesFixture {
    private static final Base SERVER = Base.server(Optional.empty());

    @Test
    void theMinimumIsMadeAheadOneDatabaseAtATime() {
        warm.prepare(Base.EMPTY);
        assertThat(makers).hasSize(1);
        work();
        assertThat(waiting).hasSize(2);
    }

    @Test
    void theNextDatabaseIsMadeInAQuietMoment() {
        warm.prepare(Base.EMPTY);
        work();
        take(Base.EMPTY);
        assertThat(makers).as("the client is being served").isEmpty();
        now += Duration.ofMillis(5).toNanos();
        warm.tidy();
        assertThat(makers).isEmpty();
        now += Duration.ofMillis(3).toNanos();
        warm.tidy();
        assertThat(makers).hasSize(1);
    }

    @Test
    void makersDoNotWaitLongForAQuietMoment() {
        warm.prepare(Base.EMPTY);
        work();
        take(Base.EMPTY);
        long since = now;
        while (makers.isEmpty()) {
            assertThat(Duration.ofNanos(now - since)).isLessThan(Duration.ofMillis(260));
            activity.disturbed();
            now += Duration.ofMillis(5).toNanos();
            warm.tidy();
        }
        assertThat(Duration.ofNanos(now - since)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aWholeServerWaitsForAQuietMomentAlsoIfNoneIsReady() {
        warm.prepare(SERVER);
        work();
        take(SERVER);
        take(SERVER);
        assertThat(makers).isEmpty();
        work();
        assertThat(waiting).isNotEmpty();
        List.copyOf(waiting).forEach(ready -> take(SERVER));
        assertThat(makers).isEmpty();
        // A client that finds none does not wait.
        take(SERVER);
        assertThat(makers).hasSize(1);
    }

    @Test
    void fewerDatabasesAreMadeWhenManyWaitForTheirDropAndNoneWhenTooManyWait() {
        warm = with(0, 0);
        backlog.counted(Backlog.TOO_MANY);
        for (int i = 0; i < 3; i++) {
            take(Base.EMPTY);
        }
        assertThat(makers).isEmpty();
        backlog.dropped();
        assertThat(makers).hasSize(1);
        backlog.counted(Backlog.MANY);
        assertThat(makers).hasSize(1);
        backlog.dropped();
        assertThat(makers).hasSize(3);
    }

    @Test
    void afterABurstMoreDatabasesAreWarmForAWhile() {
        warm.prepare(Base.EMPTY);
        work();
        for (int i = 0; i < 4; i++) {
            take(Base.EMPTY);
        }
        work();
        assertThat(waiting).as("the minimum of two, and two that were missed").hasSize(4);
        now += Duration.ofMinutes(1).toNanos();
        warm.tidy();
        assertThat(waiting).hasSize(2);
        assertThat(discarded).hasSize(2);
    }

    @Test
    void noMoreAreWarmThanAllowedForAllKindsTogether() {
        warm.prepare(Base.EMPTY);
        for (int i = 0; i < 20; i++) {
            take(Base.EMPTY);
            take(FIRST);
        }
        work();
        assertThat(waiting).hasSize(5);
    }

    @Test
    void copiesLeaveRoomForEmptyDatabases() {
        warm.prepare(Base.EMPTY);
        for (int i = 0; i < 20; i++) {
            take(FIRST);
        }
        work();
        assertThat(waiting).hasSize(5);
        assertThat(take(Base.EMPTY)).isDone();
        assertThat(take(Base.EMPTY)).isDone();
    }

    @Test
    void aKindThatIsAskedForGetsRoomFromAKindThatHasAllOfIt() {
        warm.prepare(Base.EMPTY);
        for (int i = 0; i < 20; i++) {
            take(Base.EMPTY);
        }
        work();
        assertThat(waiting).as("empty databases").hasSize(5);
        take(FIRST);
        work();
        assertThat(waiting).hasSize(5);
        assertThat(discarded).isNotEmpty();
        assertThat(take(FIRST)).as("a copy that was ready").isDone();
    }

    @Test
    void afterAFailureWithoutAWaitingClientTheMakersPause() {
        failure = Optional.of(new SQLException("no", "53100"));
        warm.prepare(Base.EMPTY);
        work();
        failure = Optional.empty();
        warm.tidy();
        assertThat(makers).isEmpty();
        now += Duration.ofSeconds(5).toNanos();
        warm.tidy();
        work();
        assertThat(waiting).hasSize(2);
    }

    @Test
    void aNewLimitOfSessionsReplacesTheWarmDatabases() {
        warm.prepare(Base.EMPTY);
        work();
        List<DatabaseName> before = List.copyOf(waiting);
        follow(settings(2, 5, 60));
        work();
        assertThat(discarded).containsExactlyElementsOf(before);
        assertThat(waiting).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @Test
    void noDatabaseIsMadeAfterClose() {
        warm.prepare(Base.EMPTY);
        work();
        warm.close();
        assertThat(waiting).isEmpty();
        assertThat(makers).isEmpty();
        assertThat(discarded).isEmpty();
    }

    @Test
    void aDatabaseThatIsMadeTooLateIsNotAnnounced() {
        warm.prepare(Base.EMPTY);
        CompletableFuture<Void> atRest = warm.close();
        assertThat(atRest).isNotDone();
        work();
        assertThat(made).isEqualTo(1);
        assertThat(waiting).isEmpty();
        assertThat(atRest).isDone();
    }

    @Test
    void makersContinueWhenTheListenerFails() {
        warm.prepare(Base.EMPTY);
        work();
        onGone = () -> {
            throw new IllegalStateException("an event loop that is shut down");
        };
        follow(settings(2, 5, 60));
        onGone = () -> {};
        assertThat(makers).as("other databases are begun").hasSize(1);
        work();
        assertThat(made).isEqualTo(4);
    }
}
