package org.dayfly.server.warm;

import java.time.Duration;
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
import org.dayfly.server.registry.LeaseKind;

/**
 * The warm databases of one kind, the databases in the making, and the clients that wait. Guarded by
 * {@link WarmDatabases}, which runs the steps that follow a change.
 */
final class Stock {
    /** A database in the making, with the moment that its making began. */
    record Making(Base base, RoleSettings role, long begun) {
        /** The source of the database, for the log. */
        String source() {
            String what = base.kind() == LeaseKind.SERVER ? ", of PostgreSQL " : ", a copy of ";
            return base.source().map(source -> what + source + ",").orElse("");
        }
    }

    /** A client that waits. The client gets no database if the source of its copy is gone by then. */
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

    /** The base of the next databases. */
    Base base() {
        return base;
    }

    boolean isOfCopies() {
        return base.source().isPresent();
    }

    /**
     * Changes to another base.
     *
     * @return the ready databases that are no longer wanted
     */
    List<WarmDatabase> goOverTo(Base newer) {
        base = newer;
        List<WarmDatabase> stale =
                ready.stream().filter(it -> !it.base().equals(newer.sealed())).toList();
        ready.removeAll(stale);
        return stale;
    }

    /** Takes the ready database that suits best. */
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

    /**
     * The first client in line that may get a database: the database has the base that the client asked for, or was
     * begun after the client came.
     */
    Optional<Waiting> next(WarmDatabase made, long begun) {
        for (Iterator<Waiting> line = waiting.iterator(); line.hasNext(); ) {
            Waiting client = line.next();
            if (client.served().isDone()) {
                line.remove(); // the client left
            } else if (client.base().sealed().equals(made.base()) || client.since() <= begun) {
                line.remove();
                return Optional.of(client);
            }
        }
        return Optional.empty();
    }

    /** The first client in line. */
    Optional<Waiting> next() {
        waiting.removeIf(client -> client.served().isDone());
        return Optional.ofNullable(waiting.poll());
    }

    /** The time since which a client waits without a database in the making; empty if there is no such client. */
    Optional<Long> waitingSince() {
        waiting.removeIf(client -> client.served().isDone());
        return waiting.stream().skip(making).findFirst().map(Waiting::since);
    }

    /** Removes the ready databases that exceed a target, and returns them. */
    List<WarmDatabase> surplus(int target) {
        List<WarmDatabase> surplus = List.copyOf(ready.subList(Math.min(target, ready.size()), ready.size()));
        ready.removeAll(surplus);
        return surplus;
    }

    /** How many databases must be made, besides the databases for waiting clients. */
    int missing(int target) {
        return target - readySoon();
    }

    /** The ready databases, with those in the making that no client waits for. */
    int readySoon() {
        return ready.size() + Math.max(0, making - waiting.size());
    }

    int making() {
        return making;
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

    /** The numbers of this moment, by the clock of the clients' arrivals. */
    StockFigures figures(int wanted, long now) {
        waiting.removeIf(client -> client.served().isDone());
        long longest = waiting.isEmpty() ? 0 : now - waiting.getFirst().since();
        return new StockFigures(
                base.source(), ready.size(), making, wanted, waiting.size(), Duration.ofNanos(Math.max(0, longest)));
    }

    /** Whether the stock holds no database and no client. */
    boolean empty() {
        return ready.isEmpty() && waiting.isEmpty() && making == 0;
    }
}
