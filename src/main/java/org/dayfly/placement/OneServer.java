package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.task.BlockingTasks;

/**
 * Everything is on one server, which is open. If it has just taken the place of another server, the databases of the
 * other can be joined until the last session there has ended.
 */
record OneServer(Candidate only, Candidates candidates) implements Placement {
    private Server server() {
        return only.server().orElseThrow();
    }

    @Override
    public List<Server> servers() {
        return candidates.open();
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, ServerWish wish, Question question) {
        return wished(wish, question);
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, ServerWish wish, Question question) {
        return wished(wish, question);
    }

    @Override
    public CompletableFuture<Placed> reset(Key key, ServerWish wish, Question question) {
        return wished(wish, question);
    }

    private CompletableFuture<Placed> wished(ServerWish wish, Question question) {
        return BlockingTasks.begun(() -> {
            wish.among(List.of(only));
            return question.placed(server());
        });
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return question.placed(at(database));
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return CompletableFuture.completedFuture(at(database));
    }

    @Override
    public CompletableFuture<Server> ofKey(Key key) {
        return CompletableFuture.completedFuture(server());
    }

    private Server at(DatabaseName database) {
        return database.server()
                .flatMap(candidates::of)
                .flatMap(Candidate::server)
                .orElseGet(this::server);
    }

    @Override
    public Server ofRegistry() {
        return server();
    }
}
