package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.Test;

/** Which client gets which database. */
class WarmDatabasesTest extends WarmDatabasesFixture {
    @Test
    void aWarmDatabaseIsTakenAtOnceAndReplaced() {
        warm.prepare(Base.EMPTY);
        work();
        assertThat(take(Base.EMPTY)).isDone();
        work();
        assertThat(made).isEqualTo(3);
        assertThat(waiting).hasSize(2);
    }

    @Test
    void theDatabaseThatSuitsBestIsTaken() {
        warm.prepare(Base.EMPTY);
        work();
        DatabaseName second = waiting.get(1);
        assertThat(name(warm.take(Base.EMPTY, name -> name.equals(second) ? 1 : 0)))
                .isEqualTo(second);
    }

    @Test
    void clientsWaitInOrderOfArrivalAndEachMakerMakesOneDatabaseAtATime() {
        warm = with(0, 0);
        List<CompletableFuture<Optional<WarmDatabase>>> line = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            line.add(take(Base.EMPTY));
        }
        assertThat(makers).hasSize(3);
        makers.remove().run();
        assertThat(line).extracting(CompletableFuture::isDone).containsExactly(true, false, false, false, false);
        work();
        assertThat(line).allMatch(CompletableFuture::isDone);
        assertThat(line.stream().map(WarmDatabasesFixture::name).distinct()).hasSize(5);
        assertThat(made).isEqualTo(5);
    }

    @Test
    void aClientThatLeavesWhileItWaitsIsSkipped() {
        CompletableFuture<Optional<WarmDatabase>> left = warm.take(Base.EMPTY, any -> 0);
        CompletableFuture<Optional<WarmDatabase>> stays = warm.take(Base.EMPTY, any -> 0);
        left.cancel(false);
        makers.remove().run();
        assertThat(stays).isDone();
    }

    @Test
    void aClientThatWaitsIsToldOfAFailureAndTheNextClientTriesAgain() {
        failure = Optional.of(new SQLException("no", "53100"));
        CompletableFuture<Optional<WarmDatabase>> unlucky = take(Base.EMPTY);
        CompletableFuture<Optional<WarmDatabase>> next = take(Base.EMPTY);
        makers.remove().run();
        failure = Optional.empty();
        work();
        assertThatThrownBy(unlucky::join).hasMessageContaining("failed to make the database");
        assertThat(next.join()).isPresent();
    }

    @Test
    void aDatabaseThatIsGivenBackGoesToTheNextClient() {
        WarmDatabase first = handed();
        CompletableFuture<Optional<WarmDatabase>> next = take(Base.EMPTY);
        warm.giveBack(first, Base.EMPTY);
        assertThat(name(next)).isEqualTo(first.name());
    }

    private WarmDatabase handed() {
        warm = with(0, 0);
        CompletableFuture<Optional<WarmDatabase>> taken = take(Base.EMPTY);
        work();
        return taken.join().orElseThrow();
    }

    @Test
    void aDatabaseWithOldSettingsIsMadeAgainForTheClientThatWaits() {
        CompletableFuture<Optional<WarmDatabase>> waits = take(Base.EMPTY);
        follow(settings(0, 5, 60));
        work();
        assertThat(waits).isDone();
        assertThat(discarded).hasSize(1).doesNotContain(name(waits));
    }

    @Test
    void aDatabaseIsAnnouncedBeforeAClientCanTakeIt() throws InterruptedException {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Thread client = new Thread(() -> {
            warm.take(Base.EMPTY, any -> 0).join();
            events.add("taken");
        });
        onWaits = () -> {
            onWaits = () -> {};
            client.start();
            try {
                // Longer than a client needs in order to take a database that it can take.
                client.join(300);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            events.add("announced");
        };
        warm.prepare(Base.EMPTY);
        makers.remove().run();
        client.join();
        assertThat(events).containsExactly("announced", "taken");
    }

    @Test
    void aLostDatabaseIsNoLongerAnnounced() {
        warm.prepare(Base.EMPTY);
        work();
        WarmDatabase taken = warm.take(Base.EMPTY, any -> 0).join().orElseThrow();
        assertThat(waiting).contains(taken.name());
        warm.lost(taken);
        assertThat(waiting).doesNotContain(taken.name());
    }
}
