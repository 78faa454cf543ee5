package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * The server that a client asks for. Counts only for the session that makes a database.
 *
 * @param server the name of the server; empty: any server
 * @param version the major version of PostgreSQL; empty: any version
 */
public record ServerWish(Optional<String> server, OptionalInt version) {
    /** Any server. */
    public static final ServerWish ANY = new ServerWish(Optional.empty(), OptionalInt.empty());

    boolean isMetBy(Candidate candidate) {
        return server.map(candidate.name()::equals).orElse(true)
                && (version.isEmpty()
                        || candidate
                                .server()
                                .filter(its -> its.major() == version.getAsInt())
                                .isPresent());
    }

    /**
     * The servers that fit.
     *
     * @throws ClientError 22023 if no server fits; 57P03 if a server that was never reached may fit
     */
    List<Candidate> among(List<Candidate> all) {
        if (equals(ANY)) {
            return all;
        }
        List<Candidate> fit = all.stream().filter(this::isMetBy).toList();
        if (!fit.isEmpty()) {
            return fit;
        }
        boolean maybeLater = version.isPresent()
                && all.stream().anyMatch(each -> each.server().isEmpty());
        throw maybeLater ? Health.unreachable() : unmet(all);
    }

    /** The error for a client that asks for a server that this proxy does not have. */
    private ClientError unmet(List<Candidate> all) {
        String wish = server.map(name -> " named \"" + name + "\"").orElse("")
                + (version.isPresent() ? " of PostgreSQL " + version.getAsInt() : "");
        return ClientError.of(SqlState.INVALID_PARAMETER_VALUE, "there is no server" + wish)
                .withHint("there is " + all.stream().map(ServerWish::described).collect(Collectors.joining(", ")));
    }

    /** A server in words for clients. */
    private static String described(Candidate candidate) {
        String product =
                "PostgreSQL" + candidate.server().map(its -> " " + its.major()).orElse("");
        return candidate.entry().isNamed() ? candidate.name() + " (" + product + ")" : product;
    }
}
