package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.KeptSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.WholeServerSettings;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.task.BlockingTasks;

/** {@link WarmDatabases} whose makers work when the test lets them, with a clock that the test moves. */
abstract class WarmDatabasesFixture implements WarmListener {
    static final Base FIRST = base("dayfly_firstfirst");
    static final Base SECOND = base("dayfly_secondseco");

    long now;
    int made;
    OptionalLong free = OptionalLong.empty();
    boolean sharesBlocks;
    long size;
    Optional<SQLException> failure = Optional.empty();
    final Deque<Runnable> makers = new ArrayDeque<>();
    final Deque<CompletableFuture<Void>> alarms = new ArrayDeque<>();
    final List<DatabaseName> waiting = new ArrayList<>();
    final List<DatabaseName> discarded = new ArrayList<>();
    Runnable onWaits = () -> {};
    Runnable onGone = () -> {};
    final ClientActivity activity = new ClientActivity(() -> now, this::later);
    final Backlog backlog = new Backlog();
    private DatabaseSettings settings = settings(2, 5, 50, 0);
    WarmDatabases warm = with(2, 5);

    static Base base(String sealed) {
        return Base.snapshot(new DatabaseName(sealed), new Key("source"), 0);
    }

    WarmDatabases with(int min, int max) {
        settings = settings(min, max, 50, size);
        return new WarmDatabases(
                new Makers(
                        this::make,
                        new BlockingTasks(makers::add),
                        3,
                        backlog,
                        new WarmRoom(() -> free, () -> sharesBlocks, () -> now)),
                () -> settings,
                discarded::addAll,
                this,
                activity);
    }

    /** Changes the settings. */
    void follow(DatabaseSettings others) {
        settings = others;
        warm.tidy();
    }

    static DatabaseSettings settings(int min, int max, int sessions) {
        return settings(min, max, sessions, 0);
    }

    private static DatabaseSettings settings(int min, int max, int sessions, long size) {
        return new DatabaseSettings(
                new DatabaseSettings.Life(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                QuotaSettings.ofDatabases(0),
                new RoleSettings(sessions, Duration.ZERO, Duration.ZERO),
                new CopySettings(Duration.ZERO, CopyOwner.ROLE),
                new WarmSettings(min, max, size),
                new WholeServerSettings(0, 0, 0, List.of()),
                new KeptSettings(0, 0, Duration.ofSeconds(1)));
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
        onWaits.run();
        waiting.add(database);
    }

    @Override
    public void prepare(DatabaseName database) {}

    @Override
    public void gone(DatabaseName database) {
        onGone.run();
        waiting.remove(database);
    }

    private CompletableFuture<?> later(Duration wait) {
        assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofMillis(8));
        CompletableFuture<Void> over = new CompletableFuture<>();
        alarms.add(over);
        return over;
    }

    /** Runs the makers and lets quiet moments pass, until there is nothing to do. */
    void work() {
        while (!makers.isEmpty() || !alarms.isEmpty()) {
            if (makers.isEmpty()) {
                now += Duration.ofMillis(8).toNanos();
                alarms.remove().complete(null);
            } else {
                makers.remove().run();
            }
        }
    }

    CompletableFuture<Optional<WarmDatabase>> take(Base base) {
        return warm.take(base, any -> 0).thenApply(taken -> {
            taken.ifPresent(it -> waiting.remove(it.name()));
            return taken;
        });
    }

    static DatabaseName name(CompletableFuture<Optional<WarmDatabase>> taken) {
        return taken.join().orElseThrow().name();
    }
}
