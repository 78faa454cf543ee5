package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.sql.Connection;
import java.sql.DriverManager;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** If dayfly listens on localhost, clients can connect to ::1 as well as to 127.0.0.1. */
@ExtendWith(TestServer.class)
final class LocalhostTest {
    @Test
    void localhostIsBothLoopbackAddresses(Cluster cluster) throws Exception {
        assumeTrue(
                NetworkInterface.getByInetAddress(
                                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}))
                        != null,
                "there is no IPv6");
        try (TestProxy proxy = TestProxy.before(cluster, "listen=localhost:0")) {
            for (String address : new String[] {"127.0.0.1", "[::1]"}) {
                String url = "jdbc:postgresql://" + address + ":" + proxy.port() + "/?user=new";
                try (Connection session = DriverManager.getConnection(url)) {
                    assertThat(Sql.ask(session, "SHOW dayfly.url")).contains("@" + address + ":" + proxy.port() + "/");
                }
            }
        }
    }
}
