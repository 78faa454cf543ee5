package org.dayfly.config.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.dayfly.config.value.SslMode;

/**
 * The URL of a server that the team already has: {@code postgresql://role:password@host:port}, or
 * {@code postgresql://role@/?host=/folder} for a server on a Unix socket.
 *
 * @param role the maintenance role
 * @param password the role's password; empty: PGPASSWORD or the password file has it, or the server needs none
 * @param host name or address, or the folder of the socket if it begins with a slash; never shown to clients
 * @param port the TCP port, or a part of the socket's name
 * @param tls how the connection is encrypted; not used for a socket, on which nobody can listen in
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">PostgreSQL,
 *     32.1.1.2</a>
 */
public record ServerUrl(String role, Optional<Secret> password, String host, int port, ServerTls tls)
        implements ServerPlace {
    private static final String POSTGRES_PORT = "5432";
    private static final Pattern GRAMMAR =
            Pattern.compile("postgres(?:ql)?://(?:(?<role>[^:/?]*)(?::(?<password>[^/?]*))?@)?"
                    + "(?<host>\\[[0-9A-Fa-f:.]+]|[\\w.%-]*)(?::(?<port>\\d{1,5}))?"
                    + "(?<path>/[^?]*)?(?:\\?(?<parameters>.*))?");
    private static final Pattern HOST = Pattern.compile("[\\w.-]+|[0-9A-Fa-f:.]+|/[^,\0]*");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    public ServerUrl {
        if (role.isBlank()) {
            throw refused("names no role; write the role that makes databases before the host, as in role@host");
        }
        if (role.indexOf('\0') >= 0) {
            throw refused(
                    "has a NUL byte in its role, which PostgreSQL can't carry; write the role as PostgreSQL has it");
        }
        if (host.isEmpty()) {
            throw refused("names no host; write it as in role@host:5432, or a socket's folder as in"
                    + " role@/?host=/var/run/postgresql");
        }
        if (!HOST.matcher(host).matches()) {
            throw refused("has a host that is neither a name nor an address nor the folder of a Unix socket, from its /"
                    + " on; write it as in role@host:5432 or role@/?host=/var/run/postgresql");
        }
        if (port < 1 || port > 65535) {
            throw refused("has a port outside 1 to 65535; write it as in role@host:5432");
        }
    }

    /** A server whose connections are encrypted if the server supports encryption. */
    public ServerUrl(String role, Optional<Secret> password, String host, int port) {
        this(role, password, host, port, new ServerTls(SslMode.PREFER, Optional.empty(), false));
    }

    /**
     * Reads one entry of the setting servers.
     *
     * @throws SettingsException that names the wrong part, but quotes only text that can't be a password
     */
    public static ServerUrl parse(String text) {
        Matcher parts = GRAMMAR.matcher(text.strip());
        if (!parts.matches()) {
            throw refused(
                    "can't be read; write postgresql://role:password@host:5432, and any of : / ? # @ % in the role"
                            + " or password percent-encoded");
        }
        checkPath(part(parts, "path"), part(parts, "parameters"));
        ServerParameters parameters = ServerParameters.parse(part(parts, "parameters"));
        return new ServerUrl(
                decoded(part(parts, "role")),
                Optional.of(decoded(part(parts, "password")))
                        .filter(given -> !given.isEmpty())
                        .map(Secret::new),
                host(parameters.get("host").orElse(decoded(part(parts, "host")))),
                port(parameters.get("port").orElse(part(parts, "port"))),
                ServerTls.of(parameters));
    }

    private static String part(Matcher parts, String name) {
        return Optional.ofNullable(parts.group(name)).orElse("");
    }

    private static void checkPath(String path, String parameters) {
        if (path.contains("@") || parameters.contains("@")) {
            throw refused("has an @ after its host; write / as %2F and ? as %3F in the password");
        }
        if (!path.isEmpty() && !path.equals("/")) {
            throw refused("names a database; leave it out, dayfly keeps a database of its own there");
        }
    }

    /** Removes the brackets of an IPv6 address and the slash at the end of a folder. */
    private static String host(String text) {
        return text.startsWith("/") && text.length() > 1
                ? text.replaceAll("(?<=.)/+$", "")
                : text.replaceAll("[\\[\\]]", "");
    }

    private static int port(String text) {
        String port = text.isEmpty() ? POSTGRES_PORT : text;
        return PORT.matcher(port).matches() ? Integer.parseInt(port) : 0;
    }

    /** Whether the server is reached by a Unix socket of this machine. */
    public boolean isLocal() {
        return host.startsWith("/");
    }

    /** Decodes percent-encoding. A plus stays a plus, unlike in a web form. */
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("has a % with no two hexadecimal digits after it; write % as %25");
        }
    }

    static SettingsException refused(String why) {
        return new SettingsException("a URL in servers " + why);
    }

    @Override
    public String asName() {
        return host + ":" + port;
    }

    @Override
    public <T> T either(Function<ServerUrl, T> own, Function<EmbeddedPlace, T> embedded) {
        return own.apply(this);
    }
}
