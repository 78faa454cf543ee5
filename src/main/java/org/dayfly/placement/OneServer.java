package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/** Everything is on one server. */
public record OneServer(Server server) implements Placement {
    @Override
    public List<Server> servers() {
        return List.of(server);
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, Question question) {
        return question.placed(server);
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, Question question) {
        return question.placed(server);
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return question.placed(server);
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return CompletableFuture.completedFuture(server);
    }

    @Override
    public Server ofRegistry() {
        return server;
    }
}
