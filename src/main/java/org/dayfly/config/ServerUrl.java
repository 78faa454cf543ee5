package org.dayfly.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of the team's own: {@code postgresql://role:password@host:port}.
 *
 * @param role the maintenance role
 * @param password the role's password; empty: looked up in PGPASSWORD or the password file, or none needed
 * @param host name or address, never shown to clients
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">PostgreSQL, 32.1.1.2</a>
 */
public record ServerUrl(String role, Optional<Secret> password, String host, int port) {
    private static final int POSTGRES_PORT = 5432;
    private static final Pattern GRAMMAR = Pattern.compile(
            "postgres(?:ql)?://(?:(?<role>[^:/?]*)(?::(?<password>[^/?]*))?@)?"
                    + "(?<host>\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(?::(?<port>\\d{1,5}))?(?<path>/[^?]*)?(?:\\?(?<parameters>.*))?");
    private static final Set<String> IN_CLEAR = Set.of("disable", "allow", "prefer");
    private static final Set<String> OVER_TLS = Set.of("require", "verify-ca", "verify-full");

    public ServerUrl {
        if (role.isBlank()) {
            throw refused("names no role; write the role that makes databases before the host, as in role@host");
        }
        if (role.indexOf('\0') >= 0) {
            throw refused(
                    "has a NUL byte in its role, which PostgreSQL can't carry; write the role as PostgreSQL has it");
        }
        if (host.isBlank() || port < 1 || port > 65535) {
            throw refused("has no host or a port outside 1 to 65535; write it as in role@host:5432");
        }
    }

    /**
     * Reads one entry of servers.
     *
     * @throws SettingsException that tells the wrong part, but no more of the text than is sure to be no password
     */
    public static ServerUrl parse(String text) {
        Matcher parts = GRAMMAR.matcher(text.strip());
        if (!parts.matches()) {
            throw refused(
                    "can't be read; write postgresql://role:password@host:5432, and any of : / ? # @ % in the role"
                            + " or password percent-encoded");
        }
        String port = parts.group("port");
        Optional<Secret> password = Optional.ofNullable(parts.group("password"))
                .map(ServerUrl::decoded)
                .filter(given -> !given.isEmpty())
                .map(Secret::new);
        checkRest(Optional.ofNullable(parts.group("path")), Optional.ofNullable(parts.group("parameters")));
        return new ServerUrl(
                decoded(Optional.ofNullable(parts.group("role")).orElse("")),
                password,
                parts.group("host").replaceAll("[\\[\\]]", ""),
                port == null ? POSTGRES_PORT : Integer.parseInt(port));
    }

    private static void checkRest(Optional<String> path, Optional<String> parameters) {
        if (path.orElse("").contains("@") || parameters.orElse("").contains("@")) {
            throw refused("has an @ behind its host; write / as %2F and ? as %3F in the password");
        }
        if (!path.orElse("/").equals("/")) {
            throw refused("names a database; leave it out, dayfly keeps a database of its own there");
        }
        for (String parameter : parameters.orElse("").split("&", -1)) {
            if (!parameter.isEmpty()) {
                checkParameter(parameter);
            }
        }
    }

    private static void checkParameter(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        String value = parameter.substring(equals + 1);
        if (!name.equals("sslmode")) {
            throw refused("has the parameter " + name + ", which dayfly does not know; leave it out");
        }
        if (OVER_TLS.contains(value)) {
            throw refused("asks for sslmode=" + value + ", but dayfly can't yet speak TLS to servers;"
                    + " use sslmode=prefer over a network that you trust");
        }
        if (!IN_CLEAR.contains(value)) {
            throw refused("has an sslmode that PostgreSQL does not know; write disable, allow or prefer");
        }
    }

    /** A plus is a plus here, unlike in a web form. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("has a % in its role or password that no two hexadecimal digits follow; write % as %25");
        }
    }

    private static SettingsException refused(String why) {
        return new SettingsException("a URL in servers " + why);
    }
}
