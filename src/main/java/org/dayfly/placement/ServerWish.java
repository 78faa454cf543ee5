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
     * @throws ClientError 22023 if no server fits
     */
    List<Candidate> among(List<Candidate> all) {
        if (equals(ANY)) {
            return all;
        }
        List<Candidate> fit = all.stream().filter(this::isMetBy).toList();
        if (fit.isEmpty()) {
            throw unmet(all);
        }
        return fit;
    }

    /** The error for a client that asks for a server that this proxy does not have. */
    private ClientError unmet(List<Candidate> all) {
        String wish = server.map(name -> "named \"" + name + "\"").orElse("")
                + (server.isPresent() && version.isPresent() ? " " : "")
                + (version.isPresent() ? "of PostgreSQL " + version.getAsInt() : "");
        return ClientError.of(SqlState.INVALID_PARAMETER_VALUE, "there is no server " + wish)
                .withHint("there is "
                        + all.stream()
                                .map(each -> each.name()
                                        + each.server()
                                                .map(its -> " (PostgreSQL " + its.major() + ")")
                                                .orElse(""))
                                .collect(Collectors.joining(", ")));
    }
}
