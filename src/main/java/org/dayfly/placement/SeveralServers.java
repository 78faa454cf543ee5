package org.dayfly.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.Server;
import org.dayfly.server.directory.Directory.Claim;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.UnusableServerException;

/**
 * Several servers. A database without a key goes to the server with more room of two that are picked at random. A key
 * is found through the {@link KeyDirectory}, and the name of a database tells its server.
 */
public final class SeveralServers implements Placement {
    /** How many times one request may find that the key has moved while its database was being made. */
    private static final int TRIES = 5;

    private static final Duration COUNT = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final List<Candidate> candidates;
    private final Choice choice;
    private final KeyDirectory directory;
    private final Map<ServerTag, Server> byTag;

    private SeveralServers(List<Candidate> candidates, Choice choice, KeyDirectory directory) {
        this.candidates = List.copyOf(candidates);
        this.choice = choice;
        this.directory = directory;
        this.byTag =
                candidates.stream().map(Candidate::server).collect(Collectors.toMap(Server::tag, server -> server));
    }

    /**
     * Makes the placement. Waits until the directory knows all databases that have a key.
     *
     * @param candidates at least two servers
     * @param directory the server that has the directory of keys
     * @throws UnusableServerException if two of the servers are the same
     */
    public static SeveralServers over(List<Candidate> candidates, Server directory, RandomGenerator random) {
        refuseTwins(candidates);
        DirectorySweep sweep = new DirectorySweep(directory.directory());
        for (Candidate candidate : candidates) {
            Server server = candidate.server();
            sweep.of(server).join();
            server.repeat(() -> sweep.of(server), SWEEP);
            server.databases().count().thenAccept(candidate.room()::counted).join();
            server.repeat(() -> server.databases().count().thenAccept(candidate.room()::counted), COUNT);
        }
        return new SeveralServers(candidates, new Choice(random), new KeyDirectory(directory));
    }

    private static void refuseTwins(List<Candidate> candidates) {
        Map<ServerTag, Server> seen = new HashMap<>();
        for (Candidate candidate : candidates) {
            Server server = candidate.server();
            Server twin = seen.put(server.tag(), server);
            if (twin != null) {
                throw new UnusableServerException("servers holds the same server twice, as " + twin.name() + " and as "
                        + server.name() + "; leave one out");
            }
        }
    }

    @Override
    public List<Server> servers() {
        return candidates.stream().map(Candidate::server).toList();
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, Question question) {
        return ofSource(source)
                .thenCompose(server -> server.map(question::placed).orElseGet(() -> anywhere(question, candidates)));
    }

    /** The server of a source; empty if the source is a template, which is on all servers, or does not exist. */
    private CompletableFuture<Optional<Server>> ofSource(Optional<Key> source) {
        return source.map(key -> directory.find(key).thenApply(place -> place.map(this::server)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private Server server(KeyPlace place) {
        return Optional.ofNullable(byTag.get(place.server()))
                .orElseThrow(() -> ClientError.of(
                                SqlState.CANNOT_CONNECT_NOW,
                                "the server of key \"" + place.key() + "\" is not among the servers of this dayfly")
                        .ofKind(ErrorKind.SERVER_UNREACHABLE)
                        .withHint("all proxies in front of the same servers need the same list of servers"));
    }

    /** Asks one server after the other, until one has room. */
    private CompletableFuture<Placed> anywhere(Question question, List<Candidate> left) {
        Candidate chosen = choice.of(left);
        List<Candidate> others = without(left, chosen);
        return BlockingTasks.begun(() -> question.placed(chosen.server()))
                .whenComplete((placed, failure) -> {
                    if (failure == null) {
                        chosen.room().took();
                    }
                })
                .exceptionallyCompose(failure -> isElsewhereBetter(failure) && !others.isEmpty()
                        ? anywhere(question, others)
                        : CompletableFuture.failedFuture(failure));
    }

    private static List<Candidate> without(List<Candidate> candidates, Candidate one) {
        List<Candidate> others = new ArrayList<>(candidates);
        others.remove(one);
        return others;
    }

    /** Whether another server may give what this server refuses: it is full, or cannot be reached. */
    private static boolean isElsewhereBetter(Throwable failure) {
        return ClientError.in(failure)
                .filter(error ->
                        error.kind() == ErrorKind.SERVER_UNREACHABLE || error.has(SqlState.TOO_MANY_CONNECTIONS))
                .isPresent();
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, Question question) {
        return ofSource(source).thenCompose(server -> keyed(new KeyRequest(key, server, question), Set.of(), TRIES));
    }

    /**
     * A request for the database of a key.
     *
     * @param sources the server of the source; empty: the database can be made on any server
     */
    private record KeyRequest(Key key, Optional<Server> sources, Question question) {}

    /** @param refused the servers that had no room for the key */
    private CompletableFuture<Placed> keyed(KeyRequest request, Set<Server> refused, int tries) {
        if (tries == 0) {
            throw ClientError.of(SqlState.OBJECT_IN_USE, "the database of key \"" + request.key() + "\" is being moved")
                    .withHint("try again in a moment");
        }
        Optional<KeyPlace> cached = directory.cached(request.key());
        return cached.map(place -> CompletableFuture.completedFuture(new Claim(place, false)))
                .orElseGet(() -> directory.claim(request.key(), proposed(request, refused)))
                .thenCompose(claim -> asked(request, claim)
                        .thenCompose(placed -> confirmed(claim.place(), placed))
                        .exceptionallyCompose(failure -> givenUp(request, claim, failure, refused, tries)))
                .thenCompose(placed -> placed.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> keyed(request, refused, tries - 1)));
    }

    private ServerTag proposed(KeyRequest request, Set<Server> refused) {
        return request.sources()
                .orElseGet(() -> choice.of(candidates.stream()
                                .filter(each -> !refused.contains(each.server()))
                                .toList())
                        .server())
                .tag();
    }

    private CompletableFuture<Placed> asked(KeyRequest request, Claim claim) {
        return BlockingTasks.begun(() -> request.question().placed(server(claim.place())));
    }

    /** A database is handed out only if the key has not moved meanwhile; empty: the key has moved. */
    private CompletableFuture<Optional<Placed>> confirmed(KeyPlace place, Placed placed) {
        if (place.made() && !placed.lease().fresh()) {
            directory.seen(place);
            return CompletableFuture.completedFuture(Optional.of(placed));
        }
        CompletableFuture<Boolean> confirmation = directory.confirm(place);
        return confirmation
                .exceptionally(failure -> false)
                .thenCompose(confirmed ->
                        confirmed ? confirmation : discarded(placed).thenCompose(left -> confirmation))
                .thenApply(confirmed -> confirmed ? Optional.of(placed) : Optional.empty());
    }

    /** Drops a database that no client has heard of, unless another session is on it. */
    private static CompletableFuture<Void> discarded(Placed placed) {
        return placed.server().databases().left(placed.lease().name(), false, 1);
    }

    /** Removes the row of a key for which this request has claimed a server, but got no database there. */
    private CompletableFuture<Optional<Placed>> givenUp(
            KeyRequest request, Claim claim, Throwable failure, Set<Server> refused, int tries) {
        directory.forget(request.key());
        if (!claim.isNew()) {
            return CompletableFuture.failedFuture(failure);
        }
        Server server = server(claim.place());
        Set<Server> others = new HashSet<>(refused);
        others.add(server);
        boolean elsewhere =
                request.sources().isEmpty() && isElsewhereBetter(failure) && others.size() < candidates.size();
        return directory
                .remove(claim.place())
                .handle((removed, unremoved) -> removed)
                .thenCompose(removed -> elsewhere
                        ? keyed(request, others, tries).thenApply(Optional::of)
                        : CompletableFuture.failedFuture(FutureFailure.cause(failure)));
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return database.server()
                .map(tag -> CompletableFuture.completedFuture(byTag.getOrDefault(tag, directory.server())))
                .orElseGet(() -> untagged(database, 0));
    }

    /** Finds a database that an older dayfly named: asks the servers one after the other. */
    private CompletableFuture<Server> untagged(DatabaseName database, int index) {
        Server server = candidates.get(index).server();
        return index == candidates.size() - 1
                ? CompletableFuture.completedFuture(server)
                : server.databases()
                        .stillIn(database)
                        .thenApply(there -> server)
                        .exceptionallyCompose(failure -> untagged(database, index + 1));
    }

    @Override
    public Server ofRegistry() {
        return directory.server();
    }
}
