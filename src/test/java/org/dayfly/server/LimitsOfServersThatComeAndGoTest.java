package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.Settings;
import org.dayfly.config.Transport;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.server.create.Request;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.transport.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The databases of a server count for the limits of a proxy as long as the proxy uses the server. */
@ExtendWith(TestServer.class)
final class LimitsOfServersThatComeAndGoTest {
    private final ExternalServer external = ExternalServer.start(14);
    private final Cluster second = ExternalCluster.at(external.url());
    private final Sockets sockets = Sockets.open(Transport.NIO);
    private final Cluster first;
    private final ProxyLimits limits = new ProxyLimits(System::nanoTime);

    LimitsOfServersThatComeAndGoTest(Cluster first) {
        this.first = first;
    }

    private Server open(Cluster cluster) {
        Settings settings = SettingsFile.read(
                Optional.empty(),
                Map.of(),
                List.of("databases.warm.min=0", "databases.warm.max=0", "limits.per-address=1"));
        return Server.open(
                cluster,
                new ProxyIdentity("127.0.0.1:6432", "test"),
                new InForce(settings::databases, settings::reaper, limits),
                sockets,
                System::nanoTime,
                new CloseStack());
    }

    @AfterEach
    void close() {
        sockets.close();
        second.close();
        external.close();
    }

    private static Lease make(Server server) throws Exception {
        return server.databases()
                .make(new Request(
                        Optional.of(InetAddress.getByName("198.51.100.250")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .join();
    }

    @Test
    void aServerCountsFromItsStartToItsEnd() throws Exception {
        try (Server remaining = open(first)) {
            Lease lease;
            try (Server leaving = open(second)) {
                lease = make(leaving);
                assertThatThrownBy(() -> make(remaining)).hasMessageContaining("your address has 1 databases");
            }
            Lease other = make(remaining);
            remaining.databases().left(other.name(), false, 1, 0).join();
            try (Server back = open(second)) {
                assertThatThrownBy(() -> make(remaining)).hasMessageContaining("your address has 1 databases");
                back.databases().left(lease.name(), false, 1, 0).join();
                assertThat(make(remaining).fresh()).isTrue();
            }
        }
    }
}
