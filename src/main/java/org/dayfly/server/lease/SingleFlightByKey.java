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
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.Key;
import org.jspecify.annotations.Nullable;

/**
 * Makes the database of a key once at a time, however many clients wish for it.
 *
 * <p>The first client leads: its wish is carried out, and the others wait in line. The flight belongs to nobody. When
 * the leader leaves, or is refused for a reason of its own, the next client in line leads. So each client leads once at
 * most, one at a time, and nobody is refused for another's reason. A failure that concerns all in line is told to all
 * of them at once. Safe for use by any thread.
 */
final class SingleFlightByKey {
    private final Map<Key, Deque<Passenger>> aloft = new HashMap<>();

    /**
     * A client in line.
     *
     * @param lead carries out its wish
     * @param answer the database if it led; empty if another client made it
     */
    private record Passenger(
            Allocation allocation,
            Supplier<CompletableFuture<Optional<Lease>>> lead,
            CompletableFuture<Optional<Lease>> answer) {}

    /** Whether a client leads for a key. */
    synchronized boolean isAloft(Key key) {
        return aloft.containsKey(key);
    }

    /**
     * Leads, unless another client does.
     *
     * @return the database that was made; empty if another client leads
     */
    Optional<CompletableFuture<Optional<Lease>>> begin(
            Key key, Allocation allocation, Supplier<CompletableFuture<Optional<Lease>>> lead) {
        Passenger leader = new Passenger(allocation, lead, new CompletableFuture<>());
        if (!takesOff(key)) {
            return Optional.empty();
        }
        fly(key, leader);
        return Optional.of(leader.answer());
    }

    /**
     * Leads, or waits in line behind the client that does, until its own client leaves.
     *
     * @param first carries out the wish if nobody else leads
     * @param later carries it out after another client's wish came to nothing
     * @return the database that was made; empty if there is one now that another client had made
     */
    CompletableFuture<Optional<Lease>> join(
            Key key,
            Allocation allocation,
            Supplier<CompletableFuture<Optional<Lease>>> first,
            Supplier<CompletableFuture<Optional<Lease>>> later) {
        Passenger passenger = new Passenger(allocation, later, new CompletableFuture<>());
        if (waits(key, passenger)) {
            allocation.request().left().thenRun(() -> leave(key, passenger));
        } else {
            fly(key, new Passenger(allocation, first, passenger.answer()));
        }
        return passenger.answer();
    }

    private synchronized boolean takesOff(Key key) {
        return aloft.putIfAbsent(key, new ArrayDeque<>()) == null;
    }

    /** Puts a client in line, unless there is none. */
    private synchronized boolean waits(Key key, Passenger passenger) {
        Deque<Passenger> line = aloft.get(key);
        if (line == null) {
            aloft.put(key, new ArrayDeque<>());
            return false;
        }
        return line.add(passenger);
    }

    /**
     * Lets a client go that waits. A leader stays until it hears by itself, so that what was handed out to it is
     * accounted for.
     */
    private void leave(Key key, Passenger passenger) {
        boolean waited;
        synchronized (this) {
            Deque<Passenger> line = aloft.get(key);
            waited = line != null && line.remove(passenger);
        }
        if (waited) {
            passenger.answer().cancel(false);
        }
    }

    /**
     * Lets one after the other lead, as long as that fails for reasons of their own; a loop, as many may fail at once.
     */
    private void fly(Key key, Passenger first) {
        Passenger leader = first;
        while (leader != null) {
            Passenger its = leader;
            CompletableFuture<Optional<Lease>> flight = BlockingTasks.begun(its.lead());
            if (!flight.isDone()) {
                flight.whenComplete((lease, failure) -> {
                    Passenger next = landed(key, its, flight);
                    if (next != null) {
                        fly(key, next);
                    }
                });
                return;
            }
            leader = landed(key, its, flight);
        }
    }

    /** Tells all whom it concerns how a flight ended, and returns the next leader. */
    private @Nullable Passenger landed(Key key, Passenger leader, CompletableFuture<Optional<Lease>> flight) {
        Throwable failure = flight.handle((lease, reason) -> reason).join();
        List<Passenger> told = new ArrayList<>();
        Passenger next;
        synchronized (this) {
            Deque<Passenger> line = aloft.getOrDefault(key, new ArrayDeque<>());
            for (Passenger each : List.copyOf(line)) {
                if (failure == null || PartialRefusal.concerns(failure, each.allocation())) {
                    line.remove(each);
                    told.add(each);
                }
            }
            next = line.poll();
            if (next == null) {
                aloft.remove(key);
            }
        }
        // Not before: a client that hears of the end may begin the next flight.
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
