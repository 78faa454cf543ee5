package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The registry lists the proxies that use the server. */
@ExtendWith(TestServer.class)
final class ProxyListTest {
    private final Cluster cluster;
    private final RegistryProbe probe;

    ProxyListTest(Cluster cluster) {
        this.cluster = cluster;
        this.probe = RegistryProbe.on(cluster);
    }

    @Test
    void aProxyIsListedUntilItStops() throws Exception {
        try (TestProxy first = TestProxy.before(cluster, "advertise=one.example.org:5432")) {
            assertThat(first.port()).isPositive();
            Eventually.sees("one proxy is listed", 1, probe::proxies);
            try (TestProxy second = TestProxy.before(cluster, "advertise=two.example.org:5432")) {
                assertThat(second.port()).isPositive();
                Eventually.sees("two proxies are listed", 2, probe::proxies);
                assertThat(Sql.askIn(
                                cluster,
                                "dayfly",
                                "SELECT string_agg(concat_ws(' ', address, alive, seen >= since, version), ', ')"
                                        + " FROM registry.proxies"))
                        .startsWith("one.example.org:5432 t t ")
                        .contains(", two.example.org:5432 t t ");
                assertThat(probe.addressesOfProxies())
                        .containsExactlyInAnyOrder("one.example.org:5432", "two.example.org:5432");
            }
            assertThat(probe.addressesOfProxies()).containsExactly("one.example.org:5432");
        }
        assertThat(probe.proxies()).isZero();
    }

    @Test
    void aProxyThatDiedIsForgotten() throws Exception {
        try (TestProxy first = TestProxy.before(cluster)) {
            assertThat(first.port()).isPositive();
            Eventually.sees("one proxy is listed", 1, probe::proxies);
            probe.addProxy(Duration.ofMinutes(2));
            Eventually.sees("the dead proxy is gone", 1, probe::proxies);
        }
    }
}
