package org.dayfly.placement;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.server.Server;
import org.dayfly.server.directory.Directory;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.UnusableServerException;

/** Several servers that share a directory of keys. Safe for use by any thread. */
final class Group {
    private static final Duration PROBE = Duration.ofMillis(500);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final Candidate directory;
    private final DirectorySweep sweep;
    private final Map<ServerTag, Candidate> members = new ConcurrentHashMap<>();

    /** @param directory the server with the directory */
    Group(Candidate directory) {
        this.directory = directory;
        this.sweep = new DirectorySweep(directory);
    }

    Candidate directory() {
        return directory;
    }

    /**
     * Lets a server join the group: from now on, the directory has the keys of the server. Begins to look whether the
     * server can be reached. Waits for PostgreSQL.
     *
     * @throws UnusableServerException if the server is in the group already under another name, if other proxies use it
     *     in another group, or if the directory must have the keys of the server first and cannot be reached
     */
    void admit(Candidate candidate, Server server) {
        refuseTwin(candidate, server);
        try {
            server.join(
                    Optional.of(tagOfDirectory(candidate, server)),
                    () -> sweep.of(server, directoryFor(candidate, server), DirectorySweep.PATIENCE)
                            .join());
            candidate.room().counted(server.databases().count().join());
        } catch (CompletionException e) {
            throw new UnusableServerException(
                    "cannot use " + server.name() + " with the directory of keys on " + directory.name() + ": "
                            + FutureFailure.cause(e).getMessage(),
                    e);
        }
        server.delays().repeat(() -> sweep.again(server), SWEEP, SWEEP);
        Probe probe = new Probe(
                server.databases()::count,
                server::reach,
                candidate.room(),
                candidate.health(),
                server.delays().nanoTime());
        server.delays().repeat(probe, PROBE, PROBE);
    }

    private void refuseTwin(Candidate candidate, Server server) {
        Candidate twin = members.putIfAbsent(server.tag(), candidate);
        if (twin != null && twin.name().equals(candidate.name())) {
            // The same server by another URL.
            members.put(server.tag(), candidate);
        } else if (twin != null) {
            throw new UnusableServerException("servers holds the same server twice, as " + twin.name() + " and as "
                    + candidate.name() + "; leave one out");
        }
    }

    /** Forgets a server that is no longer in the settings, or that was admitted and will not be used. */
    void forget(Candidate candidate) {
        members.values().remove(candidate);
    }

    /** Removes the rows of the keys that have no database on a server. A failure leaves rows to the other proxies. */
    CompletableFuture<Void> sweepLast(Server server) {
        return directory
                .server()
                .map(its -> sweep.of(server, its.directory(), Duration.ZERO))
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .exceptionally(failure -> null);
    }

    private ServerTag tagOfDirectory(Candidate candidate, Server server) {
        return candidate.equals(directory)
                ? server.tag()
                : directory
                        .tag()
                        .or(server::presentDirectory)
                        .orElseThrow(() -> new CompletionException(Health.unreachable()));
    }

    private Directory directoryFor(Candidate candidate, Server server) {
        return candidate.equals(directory)
                ? server.directory()
                : directory
                        .server()
                        .orElseThrow(() -> new CompletionException(Health.unreachable()))
                        .directory();
    }
}
