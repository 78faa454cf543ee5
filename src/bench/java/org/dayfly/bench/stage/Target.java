package org.dayfly.bench.stage;

import java.net.URI;
import java.util.Map;

/**
 * The server or proxy that a libpq program connects to.
 *
 * @param host an address, or the folder of a Unix socket
 */
public record Target(String name, String host, int port, String user, String password, String database) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Through a proxy to a database of a role that the server trusts. */
    public static Target through(Proxy proxy, Target direct) {
        return new Target(proxy.name(), LOOPBACK, proxy.port(), direct.user, direct.password, direct.database);
    }

    /** Straight to the server, over TCP. */
    public static Target direct(Server server, String role, String database) {
        return new Target("direct, TCP", LOOPBACK, server.port(), role, "", database);
    }

    /** Straight to the server, over its Unix socket. */
    public static Target bySocket(Server server, String role, String database) {
        return new Target("direct, Unix socket", server.socketFolder().toString(), server.port(), role, "", database);
    }

    /** A user name that asks dayfly for a database, as {@code new} does. */
    public static Target magic(String name, Dayfly dayfly, String user) {
        return new Target(name, LOOPBACK, dayfly.port(), user, "", user);
    }

    /** The same with a login. */
    public Target with(Issued login) {
        return new Target(name, host, port, login.role(), login.password(), database);
    }

    /** The same under another name. */
    public Target named(String other) {
        return new Target(other, host, port, user, password, database);
    }

    /** A URL from dayfly. */
    public static Target issued(String name, String url) {
        URI parts = URI.create(url);
        String[] login = parts.getUserInfo().split(":", 2);
        return new Target(
                name,
                parts.getHost(),
                parts.getPort(),
                login[0],
                login.length > 1 ? login[1] : "",
                parts.getPath().substring(1));
    }

    /** The environment variables of libpq. */
    Map<String, String> environment() {
        return Map.of(
                "PGHOST",
                host,
                "PGPORT",
                Integer.toString(port),
                "PGUSER",
                user,
                "PGPASSWORD",
                password,
                "PGDATABASE",
                database,
                "PGSSLMODE",
                "disable",
                "PGGSSENCMODE",
                "disable");
    }
}
