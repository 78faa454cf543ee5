package org.dayfly.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.dayfly.Eventually;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.Settings;
import org.dayfly.config.Transport;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.CloseStack;
import org.dayfly.server.InForce;
import org.dayfly.server.ProxyIdentity;
import org.dayfly.server.Server;
import org.dayfly.server.create.Request;
import org.dayfly.server.directory.Directory;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.RegistryProbe;
import org.dayfly.transport.Sockets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens on two servers if one of them refuses, or if a key moves while its database is being made. */
@ExtendWith(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SeveralServersPlacementTest {
    private final ExternalServer external = ExternalServer.start(14);
    private final Cluster second = ExternalCluster.at(external.url());
    private final Sockets sockets = Sockets.open(Transport.NIO);
    private final List<Cluster> clusters;
    private final List<Server> servers;
    private volatile Duration lostAfter = Duration.ZERO;
    private final ServersInForce inForce;
    private final Placement placement;
    private final Directory directory;
    private final AtomicInteger keys = new AtomicInteger();

    SeveralServersPlacementTest(Cluster first) throws SQLException {
        servers = List.of(open(first), open(second));
        RegistryProbe.on(first).forgetDirectory();
        clusters = List.of(first, second);
        inForce = ServersInForce.open(
                servers.stream()
                        .map(server -> new ServerEntry(server.name(), Optional.empty(), 1, () -> server))
                        .toList(),
                servers.get(0).name(),
                new PlacementRules(() -> lostAfter, new Random(1), System::nanoTime),
                server -> {});
        placement = inForce.placement();
        directory = servers.get(0).directory();
    }

    private Server open(Cluster cluster) {
        Settings settings =
                SettingsFile.read(Optional.empty(), Map.of(), List.of("databases.warm.min=0", "databases.warm.max=0"));
        return Server.open(
                cluster,
                new ProxyIdentity("127.0.0.1:6432", "test"),
                new InForce(settings::databases, settings::reaper, new ProxyLimits(System::nanoTime)),
                sockets,
                System::nanoTime,
                new CloseStack());
    }

    @AfterAll
    void close() {
        inForce.close();
        sockets.close();
        second.close();
        external.close();
    }

    private Key key() {
        return new Key("placed-" + Long.toString(System.nanoTime(), 36) + keys.incrementAndGet());
    }

    private static Question share(Key key) {
        return server -> server.databases()
                .share(key, new Request(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private Placed keyed(Key key, Question question) {
        return placement.keyed(key, Optional.empty(), ServerWish.ANY, question).join();
    }

    private Server other(Server one) {
        return servers.get(1 - servers.indexOf(one));
    }

    private int databases(Server server, Key key) throws SQLException {
        return RegistryProbe.on(clusters.get(servers.indexOf(server)))
                .all()
                .leased()
                .ofKey(key)
                .count();
    }

    @Test
    void aHandOutIsVoidIfItsKeyMovedMeanwhile() throws Exception {
        Key key = key();
        AtomicInteger asked = new AtomicInteger();
        Question moving = server -> share(key).ask(server).thenCompose(lease -> {
            if (asked.getAndIncrement() > 0) {
                return CompletableFuture.completedFuture(lease);
            }
            KeyPlace place = directory.find(key).join().orElseThrow();
            directory.remove(place).join();
            return directory.claim(key, other(server).tag()).thenApply(claimed -> lease);
        });
        Placed placed = keyed(key, moving);
        assertThat(asked).hasValue(2);
        assertThat(directory.find(key).join())
                .contains(new KeyPlace(key, placed.server().tag(), 1, true));
        assertThat(databases(placed.server(), key)).isEqualTo(1);
        Eventually.sees("the void database is out of service", 0, () -> databases(other(placed.server()), key));
    }

    @Test
    void aKeyGetsItsDatabaseOnAnotherServerIfItsServerHasNoRoom() throws SQLException {
        Key key = key();
        AtomicInteger asked = new AtomicInteger();
        Question fullFirst = server -> asked.getAndIncrement() == 0
                ? CompletableFuture.failedFuture(ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "full"))
                : share(key).ask(server);
        Placed placed = keyed(key, fullFirst);
        assertThat(directory.find(key).join())
                .contains(new KeyPlace(key, placed.server().tag(), 1, true));
        assertThat(databases(placed.server(), key)).isEqualTo(1);
    }

    @Test
    void aKeyThatNoServerHasRoomForIsRefused() {
        Key key = key();
        Question full = server -> CompletableFuture.failedFuture(ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "full"));
        assertThatThrownBy(() -> keyed(key, full)).hasRootCauseMessage("full");
        assertThat(directory.find(key).join()).isEmpty();
    }

    @Test
    void aKeyThatIsInServiceCostsNoRoundTripToTheDirectory() throws SQLException {
        Key key = key();
        Server server = keyed(key, share(key)).server();
        RegistryProbe.on(clusters.get(0)).forgetDirectory();
        for (int i = 0; i < 20; i++) {
            assertThat(keyed(key, share(key)).server()).isEqualTo(server);
        }
    }

    @Test
    void aKeyIsRememberedThoughARequestForItFails() throws SQLException {
        Question refused = server ->
                CompletableFuture.failedFuture(ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many sessions"));
        for (int i = 0; i < 8; i++) {
            Key key = key();
            Server server = keyed(key, share(key)).server();
            RegistryProbe.on(clusters.get(0)).forgetDirectory();
            assertThatThrownBy(() -> keyed(key, refused)).hasRootCauseMessage("too many sessions");
            assertThat(keyed(key, share(key)).server()).isEqualTo(server);
        }
    }

    @Test
    void aDatabaseWithoutAKeyIsMadeWhereAServerCanBeReached() throws Exception {
        Server lost = servers.get(0);
        Question question = server -> server.equals(lost)
                ? CompletableFuture.failedFuture(ClientError.of(SqlState.CANNOT_CONNECT_NOW, "down"))
                : server.databases()
                        .make(new Request(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        for (int i = 0; i < 5; i++) {
            assertThat(placement
                            .fresh(Optional.empty(), ServerWish.ANY, question)
                            .join()
                            .server())
                    .isEqualTo(servers.get(1));
        }
        AtomicReference<Server> asked = new AtomicReference<>(servers.get(1));
        Eventually.holds("a server that answers again is asked again", () -> {
            placement
                    .fresh(Optional.empty(), ServerWish.ANY, server -> {
                        asked.set(server);
                        return CompletableFuture.failedFuture(
                                ClientError.of(SqlState.INVALID_CATALOG_NAME, "no such source"));
                    })
                    .exceptionally(refused -> null)
                    .join();
            return lost.equals(asked.get());
        });
    }

    @Test
    void aKeyMovesOnceItsServerIsLostForLongAndItsOldDatabaseIsDropped() throws Exception {
        Key key = key();
        ServerWish onSecond = ServerWish.of(Optional.of(servers.get(1).name()), OptionalInt.empty());
        Placed old =
                placement.keyed(key, Optional.empty(), onSecond, share(key)).join();
        assertThat(old.server()).isEqualTo(servers.get(1));
        Question lost = server -> server.equals(old.server())
                ? CompletableFuture.failedFuture(ClientError.of(SqlState.CANNOT_CONNECT_NOW, "down"))
                : share(key).ask(server);
        assertThatThrownBy(() -> keyed(key, lost)).hasCauseInstanceOf(ClientError.class);
        lostAfter = Duration.ofNanos(1);
        try {
            Placed moved = keyed(key, lost);
            assertThat(moved.server()).isEqualTo(other(old.server()));
            assertThat(moved.lease().fresh()).isTrue();
        } finally {
            lostAfter = Duration.ZERO;
        }
        assertThat(databases(old.server(), key)).isEqualTo(1);
        Candidate candidate = new Candidate(
                new ServerEntry("directory", Optional.empty(), 1, () -> servers.get(0)), System::nanoTime);
        new DirectorySweep(candidate)
                .of(old.server(), directory, DirectorySweep.PATIENCE)
                .join();
        assertThat(databases(old.server(), key)).isZero();
        assertThat(databases(other(old.server()), key)).isEqualTo(1);
        assertThat(directory.movedFrom(old.server().tag()).join()).isEmpty();
        assertThat(directory.find(key).join())
                .contains(new KeyPlace(key, other(old.server()).tag(), 2, true));
        Eventually.holds(
                "the server is used again",
                () -> placement
                        .keyed(key(), Optional.empty(), onSecond, share(key()))
                        .handle((placed, failure) -> failure == null)
                        .join());
    }

    @Test
    void aMistakeOfTheClientIsNotTriedElsewhere() {
        AtomicInteger asked = new AtomicInteger();
        Question refused = server -> {
            asked.incrementAndGet();
            return CompletableFuture.failedFuture(ClientError.of(SqlState.INVALID_CATALOG_NAME, "no such source"));
        };
        assertThatThrownBy(() -> placement
                        .fresh(Optional.empty(), ServerWish.ANY, refused)
                        .join())
                .hasRootCauseMessage("no such source");
        assertThat(asked).hasValue(1);
    }
}
