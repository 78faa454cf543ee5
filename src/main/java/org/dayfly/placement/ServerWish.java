package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.LeaseKind;

/**
 * The server that a client asks for. Counts only for the session that makes a database, or a whole server.
 *
 * @param server the name of the server; empty: any server
 * @param version the major version of PostgreSQL; empty: any version
 * @param kinds what may have this version: the databases of a server, its whole servers, or either of them
 */
public record ServerWish(Optional<String> server, OptionalInt version, Set<LeaseKind> kinds) {
    /** Any server. */
    public static final ServerWish ANY = of(Optional.empty(), OptionalInt.empty());

    /** A wish for a database. */
    public static ServerWish of(Optional<String> server, OptionalInt version) {
        return new ServerWish(server, version, Set.of(LeaseKind.DATABASE));
    }

    /** The same wish, for a whole server. */
    public ServerWish ofWholeServer() {
        return new ServerWish(server, version, Set.of(LeaseKind.SERVER));
    }

    /** The same wish, for a key that may have a database or a whole server. */
    public ServerWish ofEither() {
        return new ServerWish(server, version, Set.of(LeaseKind.values()));
    }

    boolean isMetBy(Candidate candidate) {
        return server.map(candidate.name()::equals).orElse(true)
                && (version.isEmpty() || majors(candidate).contains(version.getAsInt()));
    }

    private SortedSet<Integer> majors(Candidate candidate) {
        SortedSet<Integer> majors = new TreeSet<>();
        candidate.server().ifPresent(its -> kinds.forEach(kind -> majors.addAll(its.majors(kind))));
        return majors;
    }

    /**
     * The servers that fit.
     *
     * @throws ClientError 22023 if no server fits; 57P03 if a server that was never reached may fit
     */
    List<Candidate> among(List<Candidate> all) {
        if (server.isEmpty() && version.isEmpty()) {
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
                .withHint("there is " + all.stream().map(this::described).collect(Collectors.joining(", ")));
    }

    /** A server in words for clients. */
    private String described(Candidate candidate) {
        String product =
                "PostgreSQL " + majors(candidate).stream().map(String::valueOf).collect(Collectors.joining(", "));
        return candidate.entry().isNamed() ? candidate.name() + " (" + product.strip() + ")" : product.strip();
    }
}
