package org.dayfly.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.Server;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.ServerTag;

/** The servers that databases are on, in the order of the settings. Safe for use by any thread. */
final class Candidates {
    private final Choice choice;
    private volatile List<Candidate> all = List.of();
    /** Servers that are no longer in the settings, and still have sessions. They get no new databases. */
    private volatile List<Candidate> leaving = List.of();

    Candidates(Choice choice) {
        this.choice = choice;
    }

    /** The servers of the settings. */
    List<Candidate> all() {
        return all;
    }

    /** Changes the list. Returns the servers that are no longer in it, which are leaving now. */
    synchronized List<Candidate> become(List<Candidate> others) {
        List<Candidate> gone =
                all.stream().filter(each -> !others.contains(each)).toList();
        leaving = Stream.concat(leaving.stream(), gone.stream()).toList();
        all = List.copyOf(others);
        return gone;
    }

    /** Forgets a server that has left. */
    synchronized void left(Candidate candidate) {
        leaving = leaving.stream().filter(each -> !each.equals(candidate)).toList();
    }

    /** The servers that are open, with those that are leaving. */
    List<Server> open() {
        return everyone().flatMap(each -> each.server().stream()).toList();
    }

    /** All servers with their names: those of the settings, then those that are leaving. */
    List<Listed> listed() {
        return Stream.concat(
                        all.stream().map(each -> new Listed(each.name(), each.server(), false)),
                        leaving.stream().map(each -> new Listed(each.name(), each.server(), true)))
                .toList();
    }

    private Stream<Candidate> everyone() {
        return Stream.concat(all.stream(), leaving.stream());
    }

    Optional<Candidate> of(ServerTag tag) {
        return everyone()
                .filter(candidate -> candidate.tag().equals(Optional.of(tag)))
                .findFirst();
    }

    Optional<Candidate> of(Server server) {
        return of(server.tag());
    }

    /**
     * The server of a key.
     *
     * @throws ClientError 57P03 if the server is not among the servers of this proxy, or was never reached
     */
    Candidate of(KeyPlace place) {
        return of(place.server()).orElseThrow(() -> allAreOpen() ? unlisted(place) : Health.unreachable());
    }

    private static ClientError unlisted(KeyPlace place) {
        return ClientError.of(
                        SqlState.CANNOT_CONNECT_NOW,
                        "the server of key \"" + place.key() + "\" is not among the servers of this dayfly")
                .ofKind(ErrorKind.SERVER_FAILED)
                .withHint("if the server was removed, list it again or drop the key; all proxies need the same list");
    }

    /** Whether the server with a tag, which may be one that was never reached, could not be reached for this long. */
    boolean isLostFor(ServerTag tag, Duration time) {
        return of(tag).map(its -> its.isLostFor(time))
                .orElseGet(() -> !allAreOpen()
                        && all.stream().filter(each -> each.server().isEmpty()).allMatch(each -> each.isLostFor(time)));
    }

    /** Whether each server has been reached, so that an unknown tag is the tag of no server. */
    boolean allAreOpen() {
        return all.stream().allMatch(each -> each.server().isPresent());
    }

    /**
     * Chooses a server for a new database; empty if all that fit have refused.
     *
     * @throws ClientError 22023 if no server is as the client wishes
     */
    Optional<Candidate> best(ServerWish wish, Collection<Candidate> refused) {
        List<Candidate> left = new ArrayList<>(wish.among(all));
        left.removeAll(refused);
        return left.isEmpty() ? Optional.empty() : Optional.of(choice.of(left));
    }

    /** Whether another server may give what this server refuses: it is full, drained, or cannot be reached. */
    static boolean isElsewhereBetter(Throwable failure) {
        return ClientError.in(failure)
                .filter(error -> error.kind() == ErrorKind.SERVER_UNREACHABLE
                        || error.kind() == ErrorKind.DRAINING
                        || error.has(SqlState.TOO_MANY_CONNECTIONS)
                        || error.has(SqlState.FEATURE_NOT_SUPPORTED))
                .isPresent();
    }
}
