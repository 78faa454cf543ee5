package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.dayfly.config.value.SettingsException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.UnusableServerException;

/**
 * The servers of the settings in force, which may come and go while the proxy runs. Safe for use by any thread.
 *
 * <p>As long as there is one server, everything is on it: {@link OneServer}. From the second server on, the servers are
 * a {@link Group}, and {@link SeveralServers} decides. A server that cannot be reached is opened later.
 */
public final class ServersInForce implements Placement, AutoCloseable {
    private final Candidates candidates;
    private final Openings openings;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private Optional<Group> group = Optional.empty();
    private volatile boolean reaping;

    /** Incomplete while the second server comes: meanwhile, requests for keys wait. */
    private volatile CompletableFuture<Placement> decided = new CompletableFuture<>();

    private ServersInForce(RandomGenerator random, Consumer<Server> preparation) {
        this.candidates = new Candidates(new Choice(random));
        this.openings = new Openings(preparation, this::opened);
    }

    /**
     * Opens servers. Waits until each is open, or was found to be unreachable.
     *
     * @param entries at least one server
     * @param directory the name of the server with the directory of keys
     * @param preparation prepares a server for clients; waits for PostgreSQL
     * @throws RuntimeException if a server is unfit or cannot be started, or none can be reached; the message is one
     *     sentence for the operator
     */
    public static ServersInForce open(
            List<ServerEntry> entries, String directory, RandomGenerator random, Consumer<Server> preparation) {
        ServersInForce servers = new ServersInForce(random, preparation);
        try {
            servers.become(entries, directory);
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /**
     * Opens servers that another placement decides between.
     *
     * @param rule makes the placement; gets the servers in the order of the entries
     */
    public static ServersInForce under(
            List<ServerEntry> entries, Function<List<Server>, Placement> rule, Consumer<Server> preparation) {
        ServersInForce servers = new ServersInForce(RandomGenerator.getDefault(), preparation);
        try {
            List<Candidate> all = entries.stream().map(Candidate::new).toList();
            servers.candidates.become(all);
            servers.openings.begin(all, Optional.empty(), Openings.ALONE).ifPresent(reason -> {
                throw reason;
            });
            servers.decided.complete(rule.apply(servers.servers()));
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /**
     * Follows other settings: opens servers that are new, and lets servers go that are no longer there. Waits until the
     * new servers are open, or were found to be unreachable.
     *
     * @throws SettingsException if the directory is on another server; then nothing has changed
     * @throws RuntimeException if a new server is unfit, or none can be reached; then nothing has changed
     */
    public synchronized void become(List<ServerEntry> entries, String directory) {
        List<Candidate> present = candidates.all();
        List<Candidate> next = entries.stream()
                .map(entry -> present.stream()
                        .filter(each -> each.entry().isSameServer(entry))
                        .findFirst()
                        .orElseGet(() -> new Candidate(entry)))
                .toList();
        Optional<Group> grown = group(next, directory);
        List<Candidate> added =
                next.stream().filter(each -> !present.contains(each)).toList();
        Optional<UnusableServerException> unreachable = openings.begin(
                added,
                grown.map(Group::directory),
                grown.<Admission>map(its -> its::admit).orElse(Openings.ALONE));
        try {
            if (unreachable.isPresent() && (present.isEmpty() || grown.isEmpty())) {
                throw unreachable.get();
            }
            if (grown.isPresent() && group.isEmpty()) {
                enlarge(grown.get(), present);
            }
        } catch (RuntimeException e) {
            openings.undo(added);
            throw e;
        }
        for (int index = 0; index < next.size(); index++) {
            next.get(index).follow(entries.get(index));
        }
        List<Candidate> gone = candidates.become(next);
        decide(grown);
        gone.forEach(this::letGo);
    }

    /** The servers with their directory; empty if there is one server, and there never were more. */
    private Optional<Group> group(List<Candidate> next, String directory) {
        if (next.size() == 1 && group.isEmpty()) {
            return Optional.empty();
        }
        Candidate wanted = next.stream()
                .filter(each -> each.name().equals(directory))
                .findFirst()
                .orElseThrow();
        if (group.isEmpty()) {
            return Optional.of(new Group(wanted));
        }
        Candidate its = group.get().directory();
        if (!its.equals(wanted)) {
            throw new SettingsException("the directory of keys is on " + its.name()
                    + " and cannot move while dayfly runs; keep this server, and write directory = \"" + its.name()
                    + "\"");
        }
        return group;
    }

    /** Lets the server join the group that was the only one. Requests for its keys wait meanwhile. */
    private void enlarge(Group grown, List<Candidate> present) {
        CompletableFuture<Placement> before = decided;
        decided = new CompletableFuture<>();
        try {
            for (Candidate each : present) {
                grown.admit(each, each.server().orElseThrow());
            }
        } catch (RuntimeException e) {
            CompletableFuture<Placement> waited = decided;
            decided = before;
            before.thenAccept(waited::complete);
            for (Candidate each : present) {
                each.server().orElseThrow().join(Optional.empty(), () -> {});
            }
            throw e;
        }
    }

    private void decide(Optional<Group> grown) {
        if (grown.isPresent() && group.isPresent()) {
            return;
        }
        group = grown;
        Placement placement = grown.<Placement>map(
                        its -> new SeveralServers(candidates, new KeyDirectory(its.directory())))
                .orElseGet(() -> new OneServer(candidates.all().get(0)));
        if (!decided.complete(placement)) {
            decided = CompletableFuture.completedFuture(placement);
        }
    }

    private void letGo(Candidate candidate) {
        openings.end(candidate);
        group.ifPresent(its -> its.forget(candidate));
        candidate
                .server()
                .ifPresentOrElse(
                        server -> new ServerLeaving(candidate, server, candidates, closing).begin(),
                        () -> candidates.left(candidate));
    }

    private void opened(Server server) {
        if (reaping) {
            server.reap();
        }
    }

    /** Starts the reapers. A second call lets the reapers follow settings that have changed. */
    public void reap() {
        reaping = true;
        servers().forEach(Server::reap);
    }

    @Override
    public List<Server> servers() {
        return candidates.open();
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, ServerWish wish, Question question) {
        return decided.thenCompose(placement -> placement.fresh(source, wish, question));
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, ServerWish wish, Question question) {
        CompletableFuture<Placement> by = decided;
        return by.thenCompose(placement -> placement.keyed(key, source, wish, question))
                .exceptionallyCompose(failure -> by != decided && isOutOfStep(failure)
                        ? keyed(key, source, wish, question)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Whether a request began when its server was the only one, and came too late. */
    private static boolean isOutOfStep(Throwable failure) {
        return ClientError.isOf(failure, Set.of(ErrorKind.OUT_OF_STEP));
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return decided.thenCompose(placement -> placement.known(database, question));
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return decided.thenCompose(placement -> placement.ofDatabase(database));
    }

    @Override
    public Server ofRegistry() {
        return decided.join().ofRegistry();
    }

    /** Closes the servers, all at the same time. */
    @Override
    public void close() {
        closing.complete(null);
        openings.close();
        List<CompletableFuture<Void>> closed = candidates.open().stream()
                .map(server -> CompletableFuture.runAsync(server::close, Openings::inThread))
                .toList();
        closed.forEach(CompletableFuture::join);
    }
}
