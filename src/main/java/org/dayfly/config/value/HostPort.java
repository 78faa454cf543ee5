package org.dayfly.config.value;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port as an operator writes them: {@code localhost:6432}, {@code [::1]:6432}, {@code *:6432}.
 *
 * @param host a name, an address without brackets, or {@code *} for every address of this host
 * @param port the port; with 0 the system chooses one
 */
public record HostPort(String host, int port) {
    private static final String EVERY_ADDRESS = "*";
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|(?<name>[\\w.-]+|\\*)):(?<port>\\d{1,5})");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    public HostPort {
        if (host.isEmpty() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a host and a port: " + host + ":" + port);
        }
    }

    /** Reads a host and a port. Empty if the text is not one. No name server is asked. */
    public static Optional<HostPort> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts.group("port"));
        String host = parts.group("v6") != null ? parts.group("v6") : parts.group("name");
        HostPort place = port > 65535 ? null : new HostPort(host, port);
        return Optional.ofNullable(place).filter(HostPort::isWellFormed);
    }

    /** Whether only programs on this host can reach the address. */
    public boolean isLoopback() {
        return isLocalhost() || literal().map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /** Whether the host is the name of this host's loopback addresses, 127.0.0.1 and ::1. */
    public boolean isLocalhost() {
        return host.equalsIgnoreCase("localhost");
    }

    /** Whether the host stands for every address of this host. A client can't connect to such a host. */
    public boolean isWildcard() {
        return host.equals(EVERY_ADDRESS)
                || literal().map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    /**
     * The address for the operating system. A name is looked up now, and localhost becomes the JVM's loopback address.
     */
    public InetSocketAddress toSocketAddress() {
        if (isLocalhost()) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
        return host.equals(EVERY_ADDRESS) ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    // The methods that a record has by itself cost a new JVM tens of milliseconds when it first uses them. The library
    // looks for a host and a port before a program's first connection.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostPort that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private boolean isWellFormed() {
        return !isNumeric() || literal().isPresent();
    }

    private boolean isNumeric() {
        return host.contains(":") || host.matches("[\\d.]+");
    }

    /** The address. Empty if the host is a name. */
    private Optional<InetAddress> literal() {
        if (!host.contains(":") && !IPV4.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
