package org.dayfly.server.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.server.registry.Key;
import org.dayfly.server.task.BlockingTasks;
import org.jspecify.annotations.Nullable;

/**
 * Makes the database of a key once at a time, however many clients ask for the key.
 *
 * <p>The first client leads: its database is made, and the other clients wait in line. The work belongs to no client.
 * When the leader leaves, or is refused for a reason of its own, the next client in line leads. So each client leads at
 * most once, one client at a time, and no client is refused for another client's reason. A failure that applies to all
 * clients in line is told to all of them at once. Safe for use by any thread.
 */
final class SingleFlightByKey {
    private final Map<Key, Deque<Waiter>> underWay = new HashMap<>();

    /**
     * A client in line.
     *
     * @param lead makes the database of the client
     * @param answer the database, if the client led; empty if another client made the database
     */
    private record Waiter(
            Allocation allocation,
            Supplier<CompletableFuture<Optional<Lease>>> lead,
            CompletableFuture<Optional<Lease>> answer) {}

    /** Whether a client leads for a key. */
    synchronized boolean isUnderWay(Key key) {
        return underWay.containsKey(key);
    }

    /**
     * Leads, unless another client leads.
     *
     * @return the database that was made; empty if another client leads
     */
    Optional<CompletableFuture<Optional<Lease>>> begin(
            Key key, Allocation allocation, Supplier<CompletableFuture<Optional<Lease>>> lead) {
        Waiter leader = new Waiter(allocation, lead, new CompletableFuture<>());
        if (!becomesLeader(key)) {
            return Optional.empty();
        }
        run(key, leader);
        return Optional.of(leader.answer());
    }

    /**
     * Leads, or waits in line behind the leader. Stops waiting when the client leaves.
     *
     * @param first makes the database if no other client leads
     * @param later makes the database after another client's flight failed
     * @return the database that was made; empty if another client made a database
     */
    CompletableFuture<Optional<Lease>> join(
            Key key,
            Allocation allocation,
            Supplier<CompletableFuture<Optional<Lease>>> first,
            Supplier<CompletableFuture<Optional<Lease>>> later) {
        Waiter waiter = new Waiter(allocation, later, new CompletableFuture<>());
        if (waits(key, waiter)) {
            allocation.request().left().thenRun(() -> leave(key, waiter));
        } else {
            run(key, new Waiter(allocation, first, waiter.answer()));
        }
        return waiter.answer();
    }

    private synchronized boolean becomesLeader(Key key) {
        return underWay.putIfAbsent(key, new ArrayDeque<>()) == null;
    }

    /** Puts a client in line, unless there is no line. */
    private synchronized boolean waits(Key key, Waiter waiter) {
        Deque<Waiter> line = underWay.get(key);
        if (line == null) {
            underWay.put(key, new ArrayDeque<>());
            return false;
        }
        return line.add(waiter);
    }

    /**
     * Removes a client that waits in line. A leader stays until its own flight sees that the client left, so that a
     * database that was handed out to the leader is not lost.
     */
    private void leave(Key key, Waiter waiter) {
        boolean waited;
        synchronized (this) {
            Deque<Waiter> line = underWay.get(key);
            waited = line != null && line.remove(waiter);
        }
        if (waited) {
            waiter.answer().cancel(false);
        }
    }

    /**
     * Lets the clients lead one after the other while each fails for a reason of its own. This is a loop, because many
     * clients may fail at once.
     */
    private void run(Key key, Waiter first) {
        Waiter leader = first;
        while (leader != null) {
            Waiter its = leader;
            CompletableFuture<Optional<Lease>> flight = BlockingTasks.begun(its.lead());
            if (!flight.isDone()) {
                flight.whenComplete((lease, failure) -> {
                    Waiter next = finished(key, its, flight);
                    if (next != null) {
                        run(key, next);
                    }
                });
                return;
            }
            leader = finished(key, its, flight);
        }
    }

    /** Tells the result of a flight to each client that the result applies to, and returns the next leader. */
    private @Nullable Waiter finished(Key key, Waiter leader, CompletableFuture<Optional<Lease>> flight) {
        Throwable failure = flight.handle((lease, reason) -> reason).join();
        List<Waiter> told = new ArrayList<>();
        Waiter next;
        synchronized (this) {
            Deque<Waiter> line = underWay.getOrDefault(key, new ArrayDeque<>());
            for (Waiter each : List.copyOf(line)) {
                if (failure == null || PartialRefusal.concerns(failure, each.allocation())) {
                    line.remove(each);
                    told.add(each);
                }
            }
            next = line.poll();
            if (next == null) {
                underWay.remove(key);
            }
        }
        // The answers come last: a client that gets its answer may begin the next flight at once.
        if (failure == null) {
            leader.answer().complete(flight.join());
            told.forEach(each -> each.answer().complete(Optional.empty()));
        } else {
            leader.answer().completeExceptionally(failure);
            told.forEach(each -> each.answer().completeExceptionally(failure));
        }
        return next;
    }
}
