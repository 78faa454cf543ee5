package org.dayfly.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.Server;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.UnusableServerException;

/**
 * The servers that new databases may be made on.
 *
 * @param all in the order of the settings
 */
record Candidates(List<Candidate> all, Choice choice) {
    /** @throws UnusableServerException if two of the servers are the same */
    Candidates {
        all = List.copyOf(all);
        Map<ServerTag, Server> seen = new HashMap<>();
        for (Candidate candidate : all) {
            Server server = candidate.server();
            Server twin = seen.put(server.tag(), server);
            if (twin != null) {
                throw new UnusableServerException("servers holds the same server twice, as " + twin.name() + " and as "
                        + server.name() + "; leave one out");
            }
        }
    }

    List<Server> servers() {
        return all.stream().map(Candidate::server).toList();
    }

    Optional<Candidate> of(ServerTag tag) {
        return all.stream()
                .filter(candidate -> candidate.server().tag().equals(tag))
                .findFirst();
    }

    Candidate of(Server server) {
        return of(server.tag()).orElseThrow();
    }

    /**
     * The server of a key.
     *
     * @throws ClientError 57P03 if the server is not among the servers of this proxy
     */
    Candidate of(KeyPlace place) {
        return of(place.server())
                .orElseThrow(() -> ClientError.of(
                                SqlState.CANNOT_CONNECT_NOW,
                                "the server of key \"" + place.key() + "\" is not among the servers of this dayfly")
                        .ofKind(ErrorKind.SERVER_UNREACHABLE)
                        .withHint("all proxies in front of the same servers need the same list of servers"));
    }

    /**
     * Chooses a server for a new database.
     *
     * @param refused servers that had no room; not all of them
     */
    Candidate best(Collection<Candidate> refused) {
        List<Candidate> left = new ArrayList<>(all);
        left.removeAll(refused);
        return choice.of(left);
    }

    /** Whether another server may give what this server refuses: it is full, or cannot be reached. */
    static boolean isElsewhereBetter(Throwable failure) {
        return ClientError.in(failure)
                .filter(error ->
                        error.kind() == ErrorKind.SERVER_UNREACHABLE || error.has(SqlState.TOO_MANY_CONNECTIONS))
                .isPresent();
    }
}
