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

/** Warm databases are committed ahead. The registry has the client before the first query of the client is answered. */
@ExtendWith(TestServer.class)
final class WarmReservationTest {
    private static final String LISTENER = "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN dayfly_reclaiming'";

    private final Cluster cluster;
    private TestProxy proxy;
    private final Connection registry;
    private final RegistryProbe probe;

    WarmReservationTest(Cluster cluster) throws SQLException {
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
    void theRegistryHasTheClientBeforeItsFirstQueryIsAnswered() throws Exception {
        connected().close();
        Eventually.holds("each warm database has a session", this::hasEachASession);
        registry.setAutoCommit(false);
        try (Connection observer = cluster.connect("dayfly")) {
            List<WireClient> connected = new ArrayList<>();
            Eventually.holds("a client is connected while nobody can write to the registry", () -> {
                WireClient client = connectedWhileLocked(observer);
                if (!client.hasHeard()) {
                    registry.rollback();
                    client.close();
                    return false;
                }
                connected.add(client);
                return true;
            });
            try (WireClient client = connected.get(0)) {
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
    void theRegistryKeepsADatabaseBeforeItsClientHearsOfIt() throws Exception {
        reserve();
        registry.setAutoCommit(false);
        probe.lockAgainstWrites();
        try (Connection observer = cluster.connect("dayfly");
                WireClient keeps = WireClient.connect(proxy.port())) {
            keeps.send(Packet.startupMessage(Packet.V3_0, "user", "new", "dayfly.after", "keep"));
            Eventually.holds(
                    "the hand-out waits", () -> RegistryProbe.in(observer).isWaitedFor());
            try (WireClient other = connected()) {
                assertThat(other.hasHeard()).isFalse();
            }
            assertThat(keeps.hasHeard()).isFalse();
            registry.rollback();
            keeps.readUntil('Z');
        } finally {
            registry.rollback();
            registry.setAutoCommit(true);
        }
    }

    @Test
    void aClientOfADatabaseThatWasJustTakenOutOfServiceGetsAnErrorInsteadOfAnAnswer() throws Exception {
        proxy.close();
        proxy = TestProxy.before(cluster, "reaper.interval=1h");
        // A database that was never used would wake the reaper, which would then drop those committed ahead.
        try (WireClient client = connected()) {
            client.send(Packet.query("SELECT 1")).readUntil('Z');
        }
        // dayfly hears of the end of service and gives such a database to no client. So a try may come too late.
        Eventually.holds("a client gets a reclaimed database", () -> {
            if (!areAllReserved()) {
                return false;
            }
            List<String> reclaimed = probe.all().inState("reserved").names();
            takeOutOfServiceUnheard();
            try (WireClient client = WireClient.connect(proxy.port())) {
                client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
                String database = WireMessage.parameter(client.readUntil('Z'), "dayfly.database");
                String answer = client.send(Packet.query("SELECT 4711")).read().toString();
                assertThat(answer).isEqualTo(reclaimed.contains(database) ? "E 57P01" : "T");
                return reclaimed.contains(database);
            }
        });
    }

    @Test
    void noClientGetsADatabaseThatWasTakenOutOfServiceUnheard() throws Exception {
        reserve();
        takeOutOfServiceUnheard();
        String listener = Sql.ask(registry, LISTENER);
        Sql.run(registry, "SELECT pg_terminate_backend(" + listener + ", 5000)");
        Eventually.matches(
                "dayfly listens again",
                pid -> !pid.equals(listener) && !pid.equals("no row"),
                () -> Sql.ask(registry, LISTENER));
        assertThatAClientIsServed();
    }

    @Test
    void noClientGetsADatabaseThatDayflyHasHeardToBeOutOfService() throws Exception {
        reserve();
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(Packet.startupMessage(Packet.V3_0, "user", "new.last"));
            String last = WireMessage.parameter(client.readUntil('Z'), "dayfly.database");
            Eventually.holds("each warm database is reserved", this::areAllReserved);
            probe.all().inState("reserved").make().reclaiming();
            probe.of(last).make().reclaiming();
            assertThat(client.read().toString()).isEqualTo("E 57P01");
        }
        assertThatAClientIsServed();
    }

    /** Starts a proxy that drops nothing, and waits until its warm databases are committed ahead. */
    private void reserve() throws Exception {
        proxy.close();
        proxy = TestProxy.before(cluster, "reaper.interval=1h");
        // A database that was never used would wake the reaper, which would then drop those committed ahead.
        try (WireClient client = connected()) {
            client.send(Packet.query("SELECT 1")).readUntil('Z');
        }
        Eventually.holds("each warm database is reserved", this::areAllReserved);
    }

    /** The registry notifies nobody. */
    private void takeOutOfServiceUnheard() throws SQLException {
        Sql.run(registry, "SET session_replication_role = replica");
        probe.all().inState("reserved").make().reclaiming();
        Sql.run(registry, "RESET session_replication_role");
    }

    private void assertThatAClientIsServed() throws Exception {
        try (WireClient client = connected()) {
            assertThat(client.send(Packet.query("SELECT 4711")).read().toString())
                    .isEqualTo("T");
        }
    }

    private WireClient connected() throws Exception {
        WireClient client = WireClient.connect(proxy.port());
        client.send(Packet.startupMessage(Packet.V3_0, "user", "new")).readUntil('Z');
        return client;
    }

    private boolean areAllReserved() throws SQLException {
        return probe.all().inState("warm").count() == 0
                && probe.all().inState("reserved").haveASessionEach(2);
    }

    /** Connects while the registry is locked. The client has received bytes, or it waits for the registry. */
    private WireClient connectedWhileLocked(Connection observer) throws Exception {
        probe.lockAgainstWrites();
        WireClient client = WireClient.connect(proxy.port());
        client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
        Eventually.holds(
                "the client has received bytes, or waits",
                () -> client.hasHeard() || RegistryProbe.in(observer).isWaitedFor());
        return client;
    }

    private boolean hasEachASession() throws SQLException {
        return probe.all().warm().haveASessionEach(2);
    }
}
