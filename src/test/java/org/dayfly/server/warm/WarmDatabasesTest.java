package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.config.CopyOwner;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.WarmSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.BaseGoneException;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.Test;

/** Who gets which database, and how many are made ahead; makers work when the test lets them. */
class WarmDatabasesTest implements WarmListener {
    private static final Base FIRST = base("dayfly_firstfirst");
    private static final Base SECOND = base("dayfly_secondseco");

    private long now;
    private int made;
    private Optional<SQLException> failure = Optional.empty();
    private final Deque<Runnable> makers = new ArrayDeque<>();
    private final Deque<CompletableFuture<Void>> alarms = new ArrayDeque<>();
    private final List<DatabaseName> waiting = new ArrayList<>();
    private final List<DatabaseName> discarded = new ArrayList<>();
    private Runnable whereOneWaits = () -> {};
    private Runnable whereOneIsGone = () -> {};
    private final ClientActivity activity = new ClientActivity(() -> now, this::later);
    private final Backlog backlog = new Backlog();
    private DatabaseSettings settings = settings(2, 5, 50);
    private WarmDatabases warm = with(2, 5);

    private static Base base(String sealed) {
        return Base.snapshot(new DatabaseName(sealed), new Key("source"));
    }

    private WarmDatabases with(int min, int max) {
        settings = settings(min, max, 50);
        return new WarmDatabases(
                new Makers(this::make, new BlockingTasks(makers::add), 3, backlog),
                () -> settings,
                discarded::addAll,
                this,
                activity);
    }

    private void follow(DatabaseSettings others) {
        settings = others;
        warm.tidy();
    }

    private static DatabaseSettings settings(int min, int max, int sessions) {
        return new DatabaseSettings(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                QuotaSettings.ofDatabases(0),
                new RoleSettings(sessions, Duration.ZERO, Duration.ZERO),
                new CopySettings(Duration.ZERO, CopyOwner.ROLE),
                new WarmSettings(min, max));
    }

    private WarmDatabase make(Base base, RoleSettings role) throws SQLException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        made++;
        String number = "" + (char) ('a' + made / 26) + (char) ('a' + made % 26);
        return new WarmDatabase(new DatabaseName("dayfly_warmwarm" + number), base.sealed());
    }

    @Override
    public void waits(DatabaseName database) {
        whereOneWaits.run();
        waiting.add(database);
    }

    @Override
    public void prepare(DatabaseName database) {}

    @Override
    public void gone(DatabaseName database) {
        whereOneIsGone.run();
        waiting.remove(database);
    }

    private CompletableFuture<?> later(Duration wait) {
        assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofMillis(8));
        CompletableFuture<Void> over = new CompletableFuture<>();
        alarms.add(over);
        return over;
    }

    /** Lets makers work, and quiet moments come, until there is nothing to do. */
    private void work() {
        while (!makers.isEmpty() || !alarms.isEmpty()) {
            if (makers.isEmpty()) {
                now += Duration.ofMillis(8).toNanos();
                alarms.remove().complete(null);
            } else {
                makers.remove().run();
            }
        }
    }

    private CompletableFuture<Optional<WarmDatabase>> take(Base base) {
        return warm.take(base, any -> 0).thenApply(taken -> {
            taken.ifPresent(it -> waiting.remove(it.name()));
            return taken;
        });
    }

    private static DatabaseName name(CompletableFuture<Optional<WarmDatabase>> taken) {
        return taken.join().orElseThrow().name();
    }

    @Test
    void theLeastIsMadeAheadOneAtATime() {
        warm.prepare(Base.EMPTY);
        assertThat(makers).hasSize(1);
        work();
        assertThat(waiting).hasSize(2);
    }

    @Test
    void oneThatIsReadyIsTakenAtOnceAndReplaced() {
        warm.prepare(Base.EMPTY);
        work();
        assertThat(take(Base.EMPTY)).isDone();
        work();
        assertThat(made).isEqualTo(3);
        assertThat(waiting).hasSize(2);
    }

    @Test
    void theNextOneIsMadeInAQuietMoment() {
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
    void noQuietMomentIsAwaitedForLong() {
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
    void theOneThatSuitsBestIsTaken() {
        warm.prepare(Base.EMPTY);
        work();
        DatabaseName second = waiting.get(1);
        assertThat(name(warm.take(Base.EMPTY, name -> name.equals(second) ? 1 : 0)))
                .isEqualTo(second);
    }

    @Test
    void fewerAreMadeWhereManyWaitForTheirDropAndNoneWhereTooManyDo() {
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
    void whoFindsNoneWaitsInOrderOfArrivalAndNoMoreAreBegunThanMakersThereAre() {
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
        assertThat(line.stream().map(WarmDatabasesTest::name).distinct()).hasSize(5);
        assertThat(made).isEqualTo(5);
    }

    @Test
    void whoLeavesTheLineIsPassedOver() {
        CompletableFuture<Optional<WarmDatabase>> left = warm.take(Base.EMPTY, any -> 0);
        CompletableFuture<Optional<WarmDatabase>> stays = warm.take(Base.EMPTY, any -> 0);
        left.cancel(false);
        makers.remove().run();
        assertThat(stays).isDone();
    }

    @Test
    void aBurstIsReadyForTheNextTime() {
        warm.prepare(Base.EMPTY);
        work();
        for (int i = 0; i < 4; i++) {
            take(Base.EMPTY);
        }
        work();
        assertThat(waiting).as("two at least, and two were missed").hasSize(4);
        now += Duration.ofMinutes(1).toNanos();
        warm.tidy();
        assertThat(waiting).hasSize(2);
        assertThat(discarded).hasSize(2);
    }

    @Test
    void neverAreMoreReadyThanAllowedOfAllKindsTogether() {
        warm.prepare(Base.EMPTY);
        for (int i = 0; i < 20; i++) {
            take(Base.EMPTY);
            take(FIRST);
        }
        work();
        assertThat(waiting).hasSize(5);
    }

    @Test
    void copiesLeaveRoomForEmptyOnesHoweverManyAreAskedFor() {
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
    void aCopyThatWasBegunBeforeTheNewerStateWasAskedForIsNotForIt() {
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
    void whoWaitsHearsOfAFailureAndTheNextTriesAgain() {
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
    void afterAFailureThatNobodyWaitedForThereIsAPause() {
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
    void whoWaitsForACopyOfWhatIsGoneChoosesAgain() {
        failure = Optional.of(new BaseGoneException(FIRST.sealed().orElseThrow()));
        CompletableFuture<Optional<WarmDatabase>> copy = take(FIRST);
        work();
        assertThat(copy.join()).isEmpty();
    }

    @Test
    void oneThatIsGivenBackGoesToTheNextInLine() {
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
    void anotherLimitOfSessionsMakesThemAnew() {
        warm.prepare(Base.EMPTY);
        work();
        List<DatabaseName> before = List.copyOf(waiting);
        follow(settings(2, 5, 60));
        work();
        assertThat(discarded).containsExactlyElementsOf(before);
        assertThat(waiting).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @Test
    void oneThatIsInTheMakingThenIsMadeAnewForWhoWaits() {
        CompletableFuture<Optional<WarmDatabase>> waits = take(Base.EMPTY);
        follow(settings(0, 5, 60));
        work();
        assertThat(waits).isDone();
        assertThat(discarded).hasSize(1).doesNotContain(name(waits));
    }

    @Test
    void afterTheEndNoneIsMade() {
        warm.prepare(Base.EMPTY);
        work();
        warm.close();
        assertThat(waiting).isEmpty();
        assertThat(makers).isEmpty();
        assertThat(discarded).isEmpty();
    }

    @Test
    void oneThatIsMadeTooLateWaitsForNobody() {
        warm.prepare(Base.EMPTY);
        CompletableFuture<Void> atRest = warm.close();
        assertThat(atRest).isNotDone();
        work();
        assertThat(made).isEqualTo(1);
        assertThat(waiting).isEmpty();
        assertThat(atRest).isDone();
    }

    @Test
    void oneIsAnnouncedBeforeAClientCanTakeIt() throws InterruptedException {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Thread client = new Thread(() -> {
            warm.take(Base.EMPTY, any -> 0).join();
            events.add("taken");
        });
        whereOneWaits = () -> {
            whereOneWaits = () -> {};
            client.start();
            try {
                // Longer than it takes a client to take what is ready, if it can.
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
    void oneThatIsLostWaitsNoMore() {
        warm.prepare(Base.EMPTY);
        work();
        WarmDatabase taken = warm.take(Base.EMPTY, any -> 0).join().orElseThrow();
        assertThat(waiting).contains(taken.name());
        warm.lost(taken);
        assertThat(waiting).doesNotContain(taken.name());
    }

    @Test
    void oneThatIsMadeWhileItsStockIsForgottenGoesNowhere() {
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
    void oneThatIsMadeWhileItsStockIsForgottenIsForTheNextClient() {
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
    void oneThatIsGivenBackBringsNoOlderStateBack() {
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

    @Test
    void makersGoOnWhereSomethingElseFails() {
        warm.prepare(Base.EMPTY);
        work();
        whereOneIsGone = () -> {
            throw new IllegalStateException("as an event loop that is shut down would");
        };
        follow(settings(2, 5, 60));
        whereOneIsGone = () -> {};
        assertThat(makers).as("others are begun").hasSize(1);
        work();
        assertThat(made).isEqualTo(4);
    }
}
