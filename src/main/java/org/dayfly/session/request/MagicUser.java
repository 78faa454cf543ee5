package org.dayfly.session.request;

import java.util.List;
import java.util.Optional;
import org.dayfly.server.registry.Key;

/**
 * The user names that are no roles: {@code new}, {@code copy}, {@code reset} and {@code server} ask for a database or a
 * server, {@code health} only whether there could be one.
 */
public final class MagicUser {
    static final String HINT = "connect as \"new\" for a fresh database, \"new.KEY\" for a shared database,"
            + " \"copy.SOURCE\" or \"copy.SOURCE.KEY\" for a copy, \"reset.KEY\" to replace the database of KEY,"
            + " \"server\" or \"server.KEY\" for a whole PostgreSQL server, \"ROLE@KEY\" for a role of your own there"
            + " (KEY and SOURCE are 1 to 48 of a-z, 0-9, _ and -), or as the role that a database was issued with"
            + " (dayfly_ and at least ten of a-z2-7)";

    private MagicUser() {}

    /** The route that a magic user means; empty for any other user. The keys behind the dots may be upper case. */
    static Optional<Route> parse(String user) {
        String[] words = user.split("\\.", -1);
        Optional<List<Key>> keys = keys(List.of(words).subList(1, words.length));
        return keys.flatMap(behind -> route(words[0], behind));
    }

    private static Optional<Route> route(String word, List<Key> keys) {
        return Optional.ofNullable(
                switch (word + "/" + keys.size()) {
                    case "new/0" -> new Route.Fresh(Optional.empty());
                    case "new/1" -> new Route.Shared(keys.get(0), Optional.empty());
                    case "copy/1" -> new Route.Fresh(Optional.of(keys.get(0)));
                    case "copy/2" -> new Route.Shared(keys.get(1), Optional.of(keys.get(0)));
                    case "server/0" -> new Route.WholeServer(Optional.empty());
                    case "server/1" -> new Route.WholeServer(Optional.of(keys.get(0)));
                    case "health/0" -> new Route.Health();
                    case "reset/1" -> new Route.Reset(keys.get(0));
                    default -> null;
                });
    }

    private static Optional<List<Key>> keys(List<String> words) {
        List<Key> keys =
                words.stream().flatMap(word -> Key.parse(word).stream()).toList();
        return keys.size() == words.size() ? Optional.of(keys) : Optional.empty();
    }
}
