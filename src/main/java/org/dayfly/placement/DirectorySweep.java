package org.dayfly.placement;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.dayfly.server.Server;
import org.dayfly.server.directory.Directory;
import org.dayfly.server.directory.Directory.Entry;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.directory.KeysHere;
import org.dayfly.server.registry.Key;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directory of keys and the registries of the servers in step: removes rows whose database is gone, and adds
 * rows for databases that the directory does not know. These are from the time when the server was the only one, or the
 * directory was lost. Safe for use by any thread.
 */
final class DirectorySweep {
    private static final Logger log = LoggerFactory.getLogger(DirectorySweep.class);

    /** How long a key must have had no database before its row is removed. */
    static final Duration PATIENCE = KeyDirectory.REMEMBERED.multipliedBy(2);

    private final Candidate directory;
    private final Set<KeyPlace> toldOf = ConcurrentHashMap.newKeySet();

    /** @param directory the server with the directory */
    DirectorySweep(Candidate directory) {
        this.directory = directory;
    }

    /** Compares as {@link #of} does, if the directory's server is open. The next sweep tries again what fails now. */
    void again(Server server) {
        Optional<Server> its = directory.server();
        if (its.isEmpty()) {
            return;
        }
        of(server, its.get().directory(), PATIENCE).whenComplete((done, failure) -> {
            if (failure != null) {
                log.debug("could not compare the directory with {}", server.name(), failure);
            }
        });
    }

    /**
     * Compares the directory with one server's registry, and changes the directory.
     *
     * @param patience how long a key must have had no database before its row is removed
     */
    CompletableFuture<Void> of(Server server, Directory directory, Duration patience) {
        KeysHere registry = server.keysHere();
        return movedAway(server, directory)
                .thenCompose(done -> registry.within(patience))
                .thenCompose(here -> directory
                        .entries(server.tag(), patience)
                        .thenCompose(entries -> changed(server, directory, here, entries)));
    }

    /** Takes the databases out of service whose keys have moved to other servers while this server was lost. */
    private CompletableFuture<Void> movedAway(Server server, Directory directory) {
        return directory.movedFrom(server.tag()).thenCompose(keys -> {
            CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
            for (Key key : keys) {
                done = done.thenCompose(before -> server.keysHere().reclaimMoved(key))
                        .thenCompose(reclaimed -> directory.hasMoved(key, server.tag()))
                        .thenAccept(settled -> {});
            }
            return done;
        });
    }

    /** One change at a time, so that a long list leaves the workers to clients. */
    private CompletableFuture<Void> changed(
            Server server, Directory directory, Map<Key, Boolean> here, List<Entry> entries) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (Entry entry : entries) {
            KeyPlace place = entry.place();
            if (entry.old() && !here.containsKey(place.key())) {
                done = done.thenCompose(before -> directory.free(place, server.keysHere()))
                        .thenAccept(freed -> {});
            }
        }
        Set<Key> known = entries.stream().map(entry -> entry.place().key()).collect(Collectors.toSet());
        for (Map.Entry<Key, Boolean> each : here.entrySet()) {
            if (each.getValue() && !known.contains(each.getKey())) {
                done = done.thenCompose(before -> added(each.getKey(), server, directory));
            }
        }
        return done;
    }

    private CompletableFuture<Void> added(Key key, Server server, Directory directory) {
        return directory.claim(key, server.tag()).thenCompose(claim -> {
            if (claim.place().server().equals(server.tag())) {
                return directory.confirm(claim.place()).thenAccept(confirmed -> {});
            }
            if (toldOf.add(new KeyPlace(key, server.tag(), 0, true))) {
                log.warn(
                        "key {} has databases on two servers; new.{} does not reach the database on {}",
                        key,
                        key,
                        server.name());
            }
            return CompletableFuture.completedFuture(null);
        });
    }
}
