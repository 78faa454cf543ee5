package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that shuts down ends its sessions with its own error. When it is back, dayfly serves clients again. */
class ServerOutageTest {
    private final ExternalServer server = ExternalServer.start(18);
    private final TestProxy proxy = TestProxy.before(ExternalCluster.at(server.url()), "reaper.interval=100ms");

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void dayflyServesClientsAgainWhenTheServerIsBack() throws Exception {
        String url;
        try (Connection session = proxy.connect("new")) {
            Sql.run(session, "CREATE TABLE kept AS SELECT 7 AS id");
            url = Sql.ask(session, "SHOW dayfly.url");
        }
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
            client.readUntil('Z');
            client.send(Packet.query("SELECT 1")).readUntil('Z');
            server.stop();
            List<WireMessage> end = client.readToEnd();
            assertThat(end).extracting(WireMessage::toString).containsExactly("E 57P01");
        }
        assertThat(refusal("new")).isEqualTo("57P03");
        assertThat(refusal(url)).isEqualTo("57P03");
        server.start();
        long back = System.nanoTime();
        Eventually.holds("databases are made again", () -> refusal("new").isEmpty());
        assertThat(refusal(url)).isEmpty();
        assertThat(System.nanoTime() - back).isLessThan(5_000_000_000L);
    }

    /** The SQLSTATE that a connection is refused with; empty if it works. */
    private String refusal(String userOrUrl) {
        try (Connection session = proxy.connect(userOrUrl)) {
            return session.isValid(5) ? "" : "not valid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
