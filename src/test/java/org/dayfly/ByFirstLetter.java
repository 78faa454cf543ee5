package org.dayfly;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.placement.Placed;
import org.dayfly.placement.Placement;
import org.dayfly.placement.Question;
import org.dayfly.placement.ServerWish;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * Several servers for tests. Databases without a key are placed on the servers in turn. The first letter of a key names
 * its server, {@code a} for the first. A copy is on the server of its source.
 */
record ByFirstLetter(List<Server> servers, AtomicInteger turns) implements Placement {
    ByFirstLetter(List<Server> servers) {
        this(servers, new AtomicInteger());
    }

    private Server of(Key key) {
        return servers.get(key.value().charAt(0) - 'a');
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, ServerWish wish, Question question) {
        return question.placed(
                source.map(this::of).orElseGet(() -> servers.get(turns.getAndIncrement() % servers.size())));
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, ServerWish wish, Question question) {
        return question.placed(of(source.orElse(key)));
    }

    @Override
    public CompletableFuture<Placed> reset(Key key, ServerWish wish, Question question) {
        return question.placed(of(key));
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return ofDatabase(database).thenCompose(question::placed);
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return first(database, 0);
    }

    /** The first server that has the database in service; the last server if none has. */
    private CompletableFuture<Server> first(DatabaseName database, int index) {
        Server server = servers.get(index);
        return index == servers.size() - 1
                ? CompletableFuture.completedFuture(server)
                : server.databases()
                        .stillIn(database)
                        .thenApply(there -> server)
                        .exceptionallyCompose(failure -> first(database, index + 1));
    }

    @Override
    public Server ofRegistry() {
        return servers.get(0);
    }
}
