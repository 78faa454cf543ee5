package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A warm database is promised to the next client. The registry knows this client before the client gets an answer. */
@ExtendWith(TestServer.class)
final class WarmPromiseTest {
    private final Cluster cluster;
    private TestProxy proxy;
    private final Connection registry;
    private final RegistryProbe probe;

    WarmPromiseTest(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
        registry = cluster.connect("dayfly");
        probe = RegistryProbe.in(registry);
    }

    @AfterEach
    void close() throws SQLException {
        registry.close();
        proxy.close();
    }

    @Test
    void whoHasItIsWrittenDownBeforeTheFirstAnswer() throws Exception {
        greeted().close();
        Eventually.holds("each that waits has a session", this::hasEachASession);
        registry.setAutoCommit(false);
        try (Connection observer = cluster.connect("dayfly")) {
            List<WireClient> greeted = new ArrayList<>();
            Eventually.holds("a client is greeted while nobody can write to the registry", () -> {
                WireClient client = connectedWhileLocked(observer);
                if (!client.hasHeard()) {
                    registry.rollback();
                    client.close();
                    return false;
                }
                greeted.add(client);
                return true;
            });
            try (WireClient client = greeted.get(0)) {
                client.readUntil('Z');
                client.send(Packet.query("SELECT 4711"));
                Eventually.sees(
                        "the server has answered",
                        "1",
                        () -> Sql.ask(
                                observer,
                                "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT 4711' AND state = 'idle'"));
                assertThat(client.hasHeard()).isFalse();
                registry.rollback();
                assertThat(client.read().type()).isEqualTo('T');
            }
        } finally {
            registry.rollback();
            registry.setAutoCommit(true);
        }
    }

    @Test
    void whoGetsWhatWasJustTakenOutOfServiceIsToldInsteadOfAnswered() throws Exception {
        proxy.close();
        proxy = TestProxy.before(cluster, "reaper.interval=1h");
        // A database that was never used would wake the reaper, which would drop the promised ones first.
        try (WireClient client = greeted()) {
            client.send(Packet.query("SELECT 1")).readUntil('Z');
        }
        Eventually.holds("all are promised and have a session", this::areAllPromised);
        probe.all().inState("promised").make().reclaiming();
        // Others may have been made since, and be taken first.
        Eventually.holds("a client gets one of those", () -> {
            try (WireClient client = greeted()) {
                String answer = client.send(Packet.query("SELECT 4711")).read().toString();
                assertThat(answer).isIn("T", "E 57P01");
                return answer.startsWith("E");
            }
        });
    }

    private WireClient greeted() throws Exception {
        WireClient client = WireClient.connect(proxy.port());
        client.send(Packet.startupMessage(Packet.V3_0, "user", "new")).readUntil('Z');
        return client;
    }

    private boolean areAllPromised() throws SQLException {
        return probe.all().inState("warm").count() == 0
                && probe.all().inState("promised").haveASessionEach(2);
    }

    /** One that has heard something, or waits because it was promised nothing, or comes behind others at the desk. */
    private WireClient connectedWhileLocked(Connection observer) throws Exception {
        probe.lockAgainstWrites();
        WireClient client = WireClient.connect(proxy.port());
        client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
        Eventually.holds(
                "it has heard something, or waits",
                () -> client.hasHeard() || RegistryProbe.in(observer).isWaitedFor());
        return client;
    }

    private boolean hasEachASession() throws SQLException {
        return probe.all().warm().haveASessionEach(2);
    }
}
