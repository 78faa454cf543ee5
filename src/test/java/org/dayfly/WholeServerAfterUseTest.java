package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;

/** A client keeps its whole server after use, or has it dropped at once, as it does with a database. */
final class WholeServerAfterUseTest extends WholeServersFixture {
    private static Connection with(String options, String userOrUrl) throws SQLException {
        return proxy.connect(userOrUrl, Map.of("options", options));
    }

    @Test
    void aServerIsDroppedWhenItsLastSessionHasEnded() throws Exception {
        String name;
        String url;
        try (Connection last = proxy.connect("server.dropped")) {
            name = Sql.ask(last, NAME);
            url = Sql.ask(last, "SHOW dayfly.url");
            try (Connection joined = with("-c dayfly.after=drop", url)) {
                assertThat(Sql.ask(joined, NAME)).isEqualTo(name);
            }
            String later;
            try (Connection control = with("-c dayfly.after=drop", "server")) {
                later = Sql.ask(control, NAME);
            }
            Eventually.holds(
                    "the later server is gone", () -> !folder.instances().contains(later));
            assertThat(last.isValid(5)).isTrue();
        }
        Eventually.holds("the server is gone", () -> !folder.instances().contains(name));
        SQLException late = catchThrowableOfType(
                SQLException.class, () -> proxy.connect(url).close());
        assertThat(late.getSQLState()).isEqualTo("3D000");
        assertThat(late.getMessage()).contains("server \"" + name + "\" was dropped after its last session");
    }

    @Test
    void aServerThatIsKeptNeedsNoQuery() throws Exception {
        RegistryProbe probe = RegistryProbe.on(folder.cluster());
        String name;
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(Packet.startupMessage(
                    Packet.V3_0, "user", "server.kept", "options", "-c dayfly.after=keep -c dayfly.note=nightly"));
            name = WireMessage.parameter(client.readUntil('Z'), "dayfly.database");
            client.send(Packet.terminate());
        }
        Eventually.holds("the registry knows the end of the session", probe.of(name)::areAtRest);
        assertThat(probe.of(name).idle()).contains(Duration.ofHours(1));
        assertThat(Sql.askIn(
                        folder.cluster(),
                        "dayfly",
                        "SELECT concat_ws(' ', kind, state, note, after) FROM registry.ls WHERE name = '" + name + "'"))
                .isEqualTo("server leased nightly keep");
    }

    @Test
    void aRoleOfTheServerHasNoSay() throws Exception {
        try (Connection owner = proxy.connect("server.roles")) {
            Sql.run(owner, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
            Map<String, String> drop = Map.of("options", "-c dayfly.after=drop", "password", "guest");
            try (Connection guest = proxy.connect("guest@roles", drop)) {
                assertThat(Sql.ask(guest, "SELECT current_user")).isEqualTo("guest");
            }
            assertThat(Sql.askIn(
                            folder.cluster(),
                            "dayfly",
                            "SELECT count(*) FROM registry.ls WHERE key = 'roles' AND after IS NULL"))
                    .isEqualTo("1");
        }
    }
}
