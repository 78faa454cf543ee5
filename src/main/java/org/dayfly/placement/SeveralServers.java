package org.dayfly.placement;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.server.Server;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * Several servers. A database without a key goes to the server with more room of two that are picked at random. A key
 * is found through the {@link KeyDirectory}, and the name of a database tells its server. A server that cannot be
 * reached costs its own databases alone: {@link Health}.
 */
final class SeveralServers implements Placement {
    private final Candidates candidates;
    private final KeyDirectory directory;
    private final KeyedHandOut keys;

    /** @param lostAfter how long a server must be lost until its keys may move; zero: never */
    SeveralServers(Candidates candidates, KeyDirectory directory, Supplier<Duration> lostAfter) {
        this.candidates = candidates;
        this.directory = directory;
        this.keys = new KeyedHandOut(candidates, directory, lostAfter);
    }

    @Override
    public List<Server> servers() {
        return candidates.open();
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, ServerWish wish, Question question) {
        return ofSource(source)
                .thenCompose(at -> at.map(it -> copied(at, candidates.of(it).ask(question)))
                        .orElseGet(() -> anywhere(wish, question, Set.of())));
    }

    /** The server of a source; empty if the source is a template, which is on all servers, or does not exist. */
    private CompletableFuture<Optional<KeyPlace>> ofSource(Optional<Key> source) {
        return source.filter(key -> !isTemplate(key))
                .map(directory::find)
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private boolean isTemplate(Key source) {
        return candidates.open().stream().anyMatch(server -> server.databases().hasTemplate(source));
    }

    /** Asks one server after the other, until one has room. */
    private CompletableFuture<Placed> anywhere(ServerWish wish, Question question, Set<Candidate> refused) {
        Candidate chosen = candidates.best(wish, refused).orElseThrow(Health::unreachable);
        Set<Candidate> others = new HashSet<>(refused);
        others.add(chosen);
        return chosen.ask(question)
                .exceptionallyCompose(failure -> Candidates.isElsewhereBetter(failure)
                                && candidates.best(wish, others).isPresent()
                        ? anywhere(wish, question, others)
                        : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, ServerWish wish, Question question) {
        return ofSource(source)
                .thenCompose(at -> copied(
                        at,
                        keys.handOut(new KeyedHandOut.KeyRequest(key, at.map(candidates::of), wish, false, question))));
    }

    @Override
    public CompletableFuture<Placed> reset(Key key, ServerWish wish, Question question) {
        return keys.handOut(new KeyedHandOut.KeyRequest(key, Optional.empty(), wish, true, question));
    }

    /** Remembers the server of a source that was copied, because being copied is a use. */
    private CompletableFuture<Placed> copied(Optional<KeyPlace> source, CompletableFuture<Placed> copy) {
        return copy.thenApply(placed -> {
            source.filter(KeyPlace::made).ifPresent(directory::seen);
            return placed;
        });
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return ofDatabase(database)
                .thenCompose(server -> candidates.of(server).orElseThrow().ask(question));
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return database.server()
                .map(tag -> candidates
                        .of(tag)
                        .flatMap(Candidate::server)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(this::ofUnknown))
                .orElseGet(() -> untagged(database, candidates.open(), 0));
    }

    @Override
    public CompletableFuture<Server> ofKey(Key key) {
        return directory
                .find(key)
                .thenCompose(at -> at.flatMap(place -> candidates.of(place).server())
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(this::ofUnknown));
    }

    /** A server for a database that none has. A server that was never reached may have the database. */
    private CompletableFuture<Server> ofUnknown() {
        return candidates.allAreOpen()
                ? CompletableFuture.completedFuture(ofRegistry())
                : CompletableFuture.failedFuture(Health.unreachable());
    }

    /** Finds a database that an older dayfly named: asks the servers one after the other. */
    private CompletableFuture<Server> untagged(DatabaseName database, List<Server> servers, int index) {
        if (index == servers.size()) {
            return ofUnknown();
        }
        Server server = servers.get(index);
        return candidates
                .of(server)
                .orElseThrow()
                .attempt(asked -> asked.databases().stillIn(database))
                .thenApply(there -> server)
                .exceptionallyCompose(failure -> untagged(database, servers, index + 1));
    }

    @Override
    public Server ofRegistry() {
        return directory.server().server().orElseThrow(Health::unreachable);
    }
}
