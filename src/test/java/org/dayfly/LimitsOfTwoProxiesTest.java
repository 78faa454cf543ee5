package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How exact limits are if two proxies serve the same two servers, a and b. */
@ExtendWith(TestServer.class)
final class LimitsOfTwoProxiesTest {
    /** Five seconds from one count to the next, and time for a slow machine. */
    private static final Duration UNTIL_COUNTED = Duration.ofSeconds(10);

    private final ExternalServer external = ExternalServer.start(14);
    private final List<Cluster> clusters;
    private final TestProxy first;
    private final TestProxy second;
    private final AddressedClients clients = new AddressedClients();
    private final String suffix = Long.toString(System.nanoTime(), 36);
    private int keys;

    LimitsOfTwoProxiesTest(Cluster cluster) {
        clusters = List.of(cluster, ExternalCluster.at(external.url()));
        first = proxy();
        second = proxy();
    }

    private TestProxy proxy() {
        return TestProxy.before(
                ServerLetters.named(clusters),
                AddressedClients.SETTING,
                "limits.per-address=3",
                "limits.key-prefixes.b-few-=2");
    }

    @AfterEach
    void close() throws IOException {
        clients.close();
        first.close();
        second.close();
        clusters.get(1).close();
        external.close();
    }

    private String key(String prefix) {
        return "new." + prefix + suffix + keys++;
    }

    private int databases(int server, String address) throws Exception {
        return RegistryProbe.on(clusters.get(server))
                .all()
                .leased()
                .ofClient(address)
                .count();
    }

    @Test
    void theLimitOfAnAddressIsExactOnOneServer() throws Exception {
        String address = "198.51.100.240";
        clients.served(first, address, key("a-"));
        clients.served(second, address, key("a-"));
        clients.served(first, address, key("a-"));
        clients.refused(second, address, key("a-"));
        clients.refused(first, address, key("a-"));
    }

    @Test
    void theLimitOfAnAddressIsExceededOnlyUntilTheNextCount() throws Exception {
        String address = "198.51.100.241";
        for (int i = 0; i < 3; i++) {
            clients.served(first, address, key("a-"));
        }
        long begun = System.nanoTime();
        Eventually.sees("the other proxy knows", "53400", () -> {
            // Ends before the next attempt, so that the databases on server b alone do not reach the limit.
            try (AddressedClients attempt = new AddressedClients()) {
                return attempt.answer(second, address, key("b-"));
            } finally {
                Eventually.sees("the attempt leaves nothing", 0, () -> databases(1, address));
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(UNTIL_COUNTED);
        assertThat(databases(0, address)).isEqualTo(3);
    }

    @Test
    void theLimitOfAPrefixIsExactOnOneServer() throws Exception {
        clients.served(first, "198.51.100.242", key("b-few-"));
        clients.served(second, "198.51.100.243", key("b-few-"));
        clients.refused(first, "198.51.100.244", key("b-few-"));
        clients.refused(second, "198.51.100.245", key("b-few-"));
    }

    @Test
    void creationsCountForEachProxy() throws Exception {
        String address = "198.51.100.246";
        first.reload(AddressedClients.SETTING, "limits.creations-per-minute=1");
        second.reload(AddressedClients.SETTING, "limits.creations-per-minute=1");
        clients.served(first, address, key("a-"));
        clients.served(second, address, key("b-"));
        clients.refused(first, address, key("b-"));
        clients.refused(second, address, key("a-"));
    }
}
