package org.dayfly.server.warm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;

/**
 * The warm databases of one kind, those that are in the making, and who waits for one. Guarded by {@link WarmDatabases},
 * which does what follows from it.
 */
final class Stock {
    /** One that is being made, from that moment on. */
    record Making(Base base, RoleSettings role, long begun) {
        /** What of, for the log. */
        String kind() {
            return base.source().map(source -> ", a copy of " + source + ",").orElse("");
        }
    }

    /** A client that waits; it gets none if what it wants copied is gone by then. */
    record Waiting(Base base, long since, CompletableFuture<Optional<WarmDatabase>> served) {}

    final Demand demand;
    private final List<WarmDatabase> ready = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Base base;
    private int making;

    Stock(Base base, Demand demand) {
        this.base = base;
        this.demand = demand;
    }

    /** What the next ones are copies of. */
    Base base() {
        return base;
    }

    boolean isOfCopies() {
        return base.source().isPresent();
    }

    /**
     * Goes over to another base.
     *
     * @return those that are ready, and no longer wanted
     */
    List<WarmDatabase> goOverTo(Base newer) {
        base = newer;
        List<WarmDatabase> stale =
                ready.stream().filter(it -> !it.base().equals(newer.sealed())).toList();
        ready.removeAll(stale);
        return stale;
    }

    /** Takes the one that suits best. */
    Optional<WarmDatabase> take(ToIntFunction<DatabaseName> suits) {
        Optional<WarmDatabase> best = ready.stream().max(Comparator.comparingInt(it -> suits.applyAsInt(it.name())));
        best.ifPresent(ready::remove);
        return best;
    }

    void add(WarmDatabase database) {
        ready.add(database);
    }

    Waiting enqueue(long now) {
        Waiting client = new Waiting(base, now, new CompletableFuture<>());
        waiting.add(client);
        return client;
    }

    /** The first in line that a database is good enough for: made of what it asked for, or begun after it came. */
    Optional<Waiting> next(WarmDatabase made, long begun) {
        for (Iterator<Waiting> line = waiting.iterator(); line.hasNext(); ) {
            Waiting client = line.next();
            if (client.served().isDone()) {
                line.remove(); // it left
            } else if (client.base().sealed().equals(made.base()) || client.since() <= begun) {
                line.remove();
                return Optional.of(client);
            }
        }
        return Optional.empty();
    }

    /** The first in line, whoever it is. */
    Optional<Waiting> next() {
        waiting.removeIf(client -> client.served().isDone());
        return Optional.ofNullable(waiting.poll());
    }

    /** Since when somebody waits for whom none is in the making. */
    Optional<Long> waitingSince() {
        waiting.removeIf(client -> client.served().isDone());
        return waiting.stream().skip(making).findFirst().map(Waiting::since);
    }

    /** Takes out as many as are too many. */
    List<WarmDatabase> surplus(int target) {
        List<WarmDatabase> surplus = List.copyOf(ready.subList(Math.min(target, ready.size()), ready.size()));
        ready.removeAll(surplus);
        return surplus;
    }

    /** How many are to be made, beside those for who waits. */
    int missing(int target) {
        return target - ready.size() - Math.max(0, making - waiting.size());
    }

    int ready() {
        return ready.size();
    }

    Making begin(RoleSettings role, long now) {
        making++;
        return new Making(base, role, now);
    }

    void end() {
        making--;
    }

    /** Whether nothing would be lost with it. */
    boolean empty() {
        return ready.isEmpty() && waiting.isEmpty() && making == 0;
    }
}
