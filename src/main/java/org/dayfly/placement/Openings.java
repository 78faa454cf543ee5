package org.dayfly.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.dayfly.server.Server;
import org.dayfly.server.registry.UnusableServerException;

/** The servers that are being opened, or that were opened. Safe for use by any thread. */
final class Openings implements AutoCloseable {
    /** The server is the only one; or the last of several, and the other proxies still use it with the directory. */
    static final Admission ALONE = (candidate, server) -> {
        try {
            server.join(Optional.empty(), () -> {});
        } catch (UnusableServerException others) {
            if (!server.presentDirectory().equals(Optional.of(server.tag()))) {
                throw others;
            }
        }
    };

    private final Consumer<Server> preparation;
    private final Consumer<Server> opened;
    private final List<ServerOpening> all = new CopyOnWriteArrayList<>();

    /**
     * No openings yet.
     *
     * @param preparation prepares a server for clients; waits for PostgreSQL
     * @param opened hears of each server that clients can use from now on
     */
    Openings(Consumer<Server> preparation, Consumer<Server> opened) {
        this.preparation = preparation;
        this.opened = opened;
    }

    /**
     * Opens servers. Waits until each is open, or was found to be unreachable: then it is opened later.
     *
     * @param first the server that the others need; the others are opened at the same time
     * @return if no server could be reached, the reason
     * @throws RuntimeException if a server is unfit; then none of them stays open
     */
    Optional<UnusableServerException> begin(
            List<Candidate> candidates, Optional<Candidate> first, Admission admission) {
        List<UnusableServerException> unreachable = new ArrayList<>();
        try {
            first.filter(candidates::contains)
                    .flatMap(each -> opening(each, admission).begin())
                    .ifPresent(unreachable::add);
            List<CompletableFuture<Optional<UnusableServerException>>> begun = candidates.stream()
                    .filter(each -> !first.equals(Optional.of(each)))
                    .map(each -> opening(each, admission))
                    .map(each -> CompletableFuture.supplyAsync(each::begin, Openings::inThread))
                    .toList();
            CompletableFuture.allOf(begun.toArray(new CompletableFuture<?>[0])).join();
            begun.forEach(each -> each.join().ifPresent(unreachable::add));
        } catch (CompletionException e) {
            undo(candidates);
            throw e.getCause() instanceof RuntimeException unfit ? unfit : e;
        } catch (RuntimeException e) {
            undo(candidates);
            throw e;
        }
        return unreachable.stream()
                .filter(any -> unreachable.size() == candidates.size())
                .findFirst();
    }

    private ServerOpening opening(Candidate candidate, Admission admission) {
        ServerOpening opening = new ServerOpening(
                candidate,
                server -> {
                    admission.admit(candidate, server);
                    preparation.accept(server);
                },
                opened);
        all.add(opening);
        return opening;
    }

    /** Closes servers that were just opened and will not be used. */
    void undo(List<Candidate> candidates) {
        candidates.forEach(this::end);
        candidates.forEach(candidate -> candidate.server().ifPresent(Server::close));
    }

    /** Ends the attempts to open a server. A server that is open stays open. */
    void end(Candidate candidate) {
        List<ServerOpening> its =
                all.stream().filter(each -> each.candidate().equals(candidate)).toList();
        its.forEach(ServerOpening::close);
        all.removeAll(its);
    }

    static void inThread(Runnable task) {
        new Thread(task, "dayfly-servers").start();
    }

    /** Ends all attempts. */
    @Override
    public void close() {
        all.forEach(ServerOpening::close);
    }
}
