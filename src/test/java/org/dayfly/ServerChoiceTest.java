package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.TwoServers.on;
import static org.dayfly.TwoServers.port;
import static org.dayfly.TwoServers.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.dayfly.cluster.ExternalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that asks for a server by an option. */
final class ServerChoiceTest {
    private final TwoServers both = TwoServers.start();
    private final ExternalServer first = both.first();
    private final ExternalServer second = both.second();

    @AfterEach
    void close() {
        both.close();
    }

    @Test
    void aClientChoosesItsServerByNameOrByVersion() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            for (ExternalServer wanted : new ExternalServer[] {first, second}) {
                String version = wanted == first ? "15" : "18";
                for (int i = 0; i < 5; i++) {
                    try (Connection byName = on(proxy, "new", wanted);
                            Connection byVersion =
                                    proxy.connect("new", Map.of("options", "-c dayfly.version=" + version));
                            Connection keyed = proxy.connect(
                                    "new.by-" + version + "-" + i, Map.of("options", "-c dayfly.version=" + version))) {
                        assertThat(port(byName)).isEqualTo(port(wanted));
                        assertThat(port(byVersion)).isEqualTo(port(wanted));
                        assertThat(port(keyed)).isEqualTo(port(wanted));
                    }
                }
            }
            assertThatThrownBy(() -> proxy.connect("new", Map.of("options", "-c dayfly.version=17")))
                    .hasMessageContaining("there is no server of PostgreSQL 17")
                    .hasMessageContaining("Hint: there is PostgreSQL 15, PostgreSQL 18");
            assertThatThrownBy(() -> proxy.connect("new", Map.of("options", "-c dayfly.version=x")))
                    .hasMessageContaining("invalid value for parameter \"dayfly.version\": \"x\"");
            assertThatThrownBy(() -> proxy.connect("new.wished", Map.of("options", "-c dayfly.server=db9")))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("22023"));
        }
    }
}
