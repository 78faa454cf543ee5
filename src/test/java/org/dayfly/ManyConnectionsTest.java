package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many clients that connect at the same moment get a database each. */
@ExtendWith(TestServer.class)
class ManyConnectionsTest {
    /** The default of {@code databases.max}. */
    private static final int MANY = 200;

    private final ExecutorService clients = Executors.newFixedThreadPool(MANY);
    private final CountDownLatch start = new CountDownLatch(1);
    private final TestProxy proxy;

    ManyConnectionsTest(Cluster cluster) throws SQLException {
        proxy = TestProxy.before(cluster, "login-deadline=60s");
        RegistryProbe.on(cluster).all().make().reclaiming();
    }

    @AfterEach
    void close() {
        clients.shutdownNow();
        proxy.close();
    }

    private Connection connect() throws InterruptedException, SQLException {
        start.await();
        return proxy.connect("new");
    }

    @Test
    void twoHundredClientsAtOnceGetTwoHundredDatabases() throws Exception {
        List<Future<Connection>> connecting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            connecting.add(clients.submit(this::connect));
        }
        start.countDown();
        List<Connection> connections = new ArrayList<>();
        try {
            List<String> databases = new ArrayList<>();
            for (Future<Connection> each : connecting) {
                Connection connection = each.get();
                connections.add(connection);
                databases.add(Sql.ask(connection, "SELECT current_database()"));
            }
            assertThat(databases).hasSize(MANY).doesNotHaveDuplicates();
            assertRefused("53300", () -> proxy.connect("new"))
                    .hasMessageContaining("all " + MANY + " databases are in use");
        } finally {
            for (Connection each : connections) {
                each.close();
            }
        }
    }
}
