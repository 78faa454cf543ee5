package org.dayfly.session.request;

import java.util.Optional;
import java.util.Set;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/** Which database or which server a session is for. The user name alone decides. */
public sealed interface Route {
    /**
     * A database of its own, made for this session.
     *
     * @param source what the database is a copy of; empty: the database is empty
     */
    record Fresh(Optional<Key> source) implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.fresh(this);
        }
    }

    /**
     * The database of a key. The database is made if there is none.
     *
     * @param source what the database is a copy of if it has to be made; empty: the database is empty
     */
    record Shared(Key key, Optional<Key> source) implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.shared(this);
        }
    }

    /** A new database under a key, in the place of the database that has the key. */
    record Reset(Key key) implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.reset(this);
        }
    }

    /**
     * A whole PostgreSQL server, which is made if there is none.
     *
     * @param key the key that sessions share the server by; empty: a server of its own, made for this session
     */
    record WholeServer(Optional<Key> key) implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.wholeServer(this);
        }
    }

    /** The database or the whole server that the role was issued with, if it still exists. */
    record Known(DatabaseName database) implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.known(this);
        }
    }

    /**
     * A role of the client's own on a whole server.
     *
     * @param key the key of the whole server
     */
    record Role(String role, Key key) implements Route {
        /** Reads {@code ROLE@KEY}; empty for any other user name. */
        static Optional<Route> parse(String user) {
            int at = user.lastIndexOf('@');
            return at <= 0
                    ? Optional.empty()
                    : Key.parse(user.substring(at + 1)).map(key -> new Role(user.substring(0, at), key));
        }

        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.role(this);
        }
    }

    /** The registry, for an administrator. */
    record Maintenance(String role) implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.maintenance(this);
        }
    }

    /** No session: a health check of a load balancer, which needs no password and costs no database. */
    record Health() implements Route {
        @Override
        public <T> T visit(Visitor<T> visitor) {
            return visitor.health(this);
        }
    }

    /** Calls the visitor's method for this route. */
    <T> T visit(Visitor<T> visitor);

    /** One method for each route, so that a forgotten route does not compile. */
    interface Visitor<T> {
        T fresh(Fresh route);

        T shared(Shared route);

        T reset(Reset route);

        T wholeServer(WholeServer route);

        T known(Known route);

        T role(Role route);

        T maintenance(Maintenance route);

        T health(Health route);
    }

    /**
     * Decides the route.
     *
     * @throws ClientError 28000 if there is no user name, or the name means nothing to dayfly
     */
    static Route of(StartupParameters parameters, Set<String> maintenanceRoles) {
        String user = parameters.get(StartupParameters.USER).orElse("");
        if (user.isEmpty()) {
            throw ClientError.of(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            "no PostgreSQL user name specified in startup packet")
                    .ofKind(ErrorKind.CLIENT_MISTAKE);
        }
        Optional<Route> magic = MagicUser.parse(user);
        if (magic.isPresent()) {
            return magic.get();
        }
        if (maintenanceRoles.contains(user)) {
            return new Maintenance(user);
        }
        Optional<DatabaseName> issued = DatabaseName.parse(user);
        if (issued.isPresent()) {
            return new Known(issued.get());
        }
        Optional<Route> role = Role.parse(user);
        if (role.isPresent()) {
            return role.get();
        }
        throw ClientError.of(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                        "user \"" + StartupParameters.readable(user) + "\" means nothing to dayfly")
                .ofKind(ErrorKind.CLIENT_MISTAKE)
                .withHint(MagicUser.HINT);
    }
}
