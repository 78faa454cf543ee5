package org.dayfly.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * Several servers. A database without a key goes to the server with more room of two that are picked at random. A key
 * is found through the {@link KeyDirectory}, and the name of a database tells its server. A server that cannot be
 * reached costs its own databases alone: {@link Health}.
 */
public final class SeveralServers implements Placement {
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final Candidates candidates;
    private final KeyDirectory directory;
    private final KeyedHandOut keys;

    private SeveralServers(Candidates candidates, KeyDirectory directory) {
        this.candidates = candidates;
        this.directory = directory;
        this.keys = new KeyedHandOut(candidates, directory);
    }

    /**
     * Makes the placement. Waits until the directory knows all databases that have a key.
     *
     * @param servers at least two servers
     * @param directory the server that has the directory of keys
     * @throws org.dayfly.server.registry.UnusableServerException if two of the servers are the same
     */
    public static SeveralServers over(List<WeightedServer> servers, Server directory, RandomGenerator random) {
        List<Candidate> all = new ArrayList<>();
        for (WeightedServer each : servers) {
            Server server = each.server();
            all.add(new Candidate(server, new Room(each.weight(), server::max), new Health(server.name())));
        }
        Candidates candidates = new Candidates(all, new Choice(random));
        DirectorySweep sweep = new DirectorySweep(directory.directory());
        for (Candidate candidate : all) {
            Server server = candidate.server();
            sweep.of(server).join();
            server.repeat(() -> sweep.again(server), SWEEP);
            server.databases().count().thenAccept(candidate.room()::counted).join();
            server.repeat(
                    new Probe(server.databases()::count, candidate.room(), candidate.health(), server.nanoTime()),
                    PROBE);
        }
        return new SeveralServers(
                candidates, new KeyDirectory(directory, candidates.of(directory).health()));
    }

    @Override
    public List<Server> servers() {
        return candidates.servers();
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, Question question) {
        return ofSource(source)
                .thenCompose(at -> at.map(it -> it.ask(question)).orElseGet(() -> anywhere(question, Set.of())));
    }

    /** The server of a source; empty if the source is a template, which is on all servers, or does not exist. */
    private CompletableFuture<Optional<Candidate>> ofSource(Optional<Key> source) {
        return source.map(key -> directory.find(key).thenApply(place -> place.map(candidates::of)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** Asks one server after the other, until one has room. */
    private CompletableFuture<Placed> anywhere(Question question, Set<Candidate> refused) {
        Candidate chosen = candidates.best(refused);
        Set<Candidate> others = new HashSet<>(refused);
        others.add(chosen);
        return chosen.ask(question)
                .exceptionallyCompose(failure -> Candidates.isElsewhereBetter(failure)
                                && others.size() < candidates.all().size()
                        ? anywhere(question, others)
                        : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, Question question) {
        return ofSource(source).thenCompose(at -> keys.handOut(new KeyedHandOut.KeyRequest(key, at, question)));
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return ofDatabase(database).thenCompose(server -> candidates.of(server).ask(question));
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return database.server()
                .map(tag -> CompletableFuture.completedFuture(
                        candidates.of(tag).map(Candidate::server).orElseGet(directory::server)))
                .orElseGet(() -> untagged(database, 0));
    }

    /** Finds a database that an older dayfly named: asks the servers one after the other. */
    private CompletableFuture<Server> untagged(DatabaseName database, int index) {
        Server server = candidates.all().get(index).server();
        return index == candidates.all().size() - 1
                ? CompletableFuture.completedFuture(server)
                : candidates
                        .of(server)
                        .health()
                        .attempt(() -> server.databases().stillIn(database), there -> {})
                        .thenApply(there -> server)
                        .exceptionallyCompose(failure -> untagged(database, index + 1));
    }

    @Override
    public Server ofRegistry() {
        return directory.server();
    }
}
