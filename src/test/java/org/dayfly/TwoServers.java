package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.ExternalServer;

/** PostgreSQL 15 and PostgreSQL 18, which tests list in servers, stop and start. */
record TwoServers(ExternalServer first, ExternalServer second) implements AutoCloseable {
    private static final String PORT = "SELECT inet_server_port()";

    static TwoServers start() {
        return new TwoServers(ExternalServer.start(15), ExternalServer.start(18));
    }

    /** The setting servers. */
    static String servers(ExternalServer... servers) {
        return "servers="
                + Stream.of(servers)
                        .map(server -> "postgresql://admin:correct%20horse@127.0.0.1:"
                                + server.url().port())
                        .collect(Collectors.joining(","));
    }

    /** The name of a server that the settings give none. */
    static String name(ExternalServer server) {
        return "127.0.0.1:" + server.url().port();
    }

    /** The port of the server that a session is on. */
    static String port(Connection session) throws SQLException {
        return Sql.ask(session, PORT);
    }

    static String port(ExternalServer server) {
        return Integer.toString(server.url().port());
    }

    /** The servers of some new databases. */
    static Set<String> ports(TestProxy proxy) throws SQLException {
        Set<String> ports = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            try (Connection session = proxy.connect("new")) {
                ports.add(port(session));
            }
        }
        return ports;
    }

    /** A connection that asks for a server by an option. */
    static Connection on(TestProxy proxy, String user, ExternalServer server) throws SQLException {
        return proxy.connect(user, Map.of("options", "-c dayfly.server=" + name(server)));
    }

    static void isRefused(String state, TestProxy proxy, String userOrUrl) {
        assertThatThrownBy(() -> proxy.connect(userOrUrl).close())
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo(state));
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
