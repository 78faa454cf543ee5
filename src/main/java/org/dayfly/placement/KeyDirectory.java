package org.dayfly.placement;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.directory.Directory.Claim;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.ServerTag;

/**
 * The directory of keys, on one of the servers. This proxy remembers the keys that it used a short time ago: such a key
 * costs no round trip to the directory, and works while the directory's server is down. Safe for use by any thread.
 */
final class KeyDirectory {
    /**
     * How long a key is remembered after its last use. As a rule, a row is removed from the directory only if its key
     * had no database for {@link DirectorySweep#PATIENCE}, which is longer: no proxy remembers the row by then. A proxy
     * that remembers a row that is gone makes a database in vain: {@link #confirm} tells, and the request begins anew.
     */
    static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int MOST = 100_000;

    private final Candidate server;
    private final Cache<Key, KeyPlace> remembered =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    /** The directory on a server. */
    KeyDirectory(Candidate server) {
        this.server = server;
    }

    /** The server that has the directory. */
    Candidate server() {
        return server;
    }

    /** The server of a key that was used a short time ago. */
    Optional<KeyPlace> cached(Key key) {
        return Optional.ofNullable(remembered.getIfPresent(key));
    }

    /** Remembers where a database of the key was just seen. */
    void seen(KeyPlace place) {
        remembered.put(place.key(), place);
    }

    /** Finds the server of a key; empty if the key has none. */
    CompletableFuture<Optional<KeyPlace>> find(Key key) {
        Optional<KeyPlace> cached = cached(key);
        return cached.isPresent()
                ? CompletableFuture.completedFuture(cached)
                : server.attempt(its -> its.directory().find(key));
    }

    /** Asks the directory for the server of a key. A key without a server gets the proposed server. */
    CompletableFuture<Claim> claim(Key key, ServerTag proposed) {
        return server.attempt(its -> its.directory().claim(key, proposed));
    }

    /** Records that the database of a key was handed out; false if the key has moved, and the hand-out is void. */
    CompletableFuture<Boolean> confirm(KeyPlace place) {
        return server.attempt(its -> its.directory().confirm(place)).thenApply(confirmed -> {
            if (confirmed) {
                seen(place.confirmed());
            } else {
                remembered.invalidate(place.key());
            }
            return confirmed;
        });
    }

    /** Removes the row of a key on a server, unless the key has a database there or gets one meanwhile. */
    CompletableFuture<Boolean> free(KeyPlace place, Candidate its) {
        remembered.invalidate(place.key());
        return server.attempt(here -> its.attempt(there -> here.directory().free(place, there.keysHere())));
    }

    /** Moves a key from a server that is lost to another server; false if the row has changed. */
    CompletableFuture<Boolean> move(KeyPlace place, ServerTag other) {
        remembered.invalidate(place.key());
        return server.attempt(its -> its.directory().move(place, other));
    }

    /** Removes the row of a key that has no database. */
    CompletableFuture<Boolean> remove(KeyPlace place) {
        return server.attempt(its -> its.directory().remove(place));
    }
}
