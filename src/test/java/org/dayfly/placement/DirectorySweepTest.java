package org.dayfly.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.HeardLog;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.Settings;
import org.dayfly.config.Transport;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.server.CloseStack;
import org.dayfly.server.InForce;
import org.dayfly.server.ProxyIdentity;
import org.dayfly.server.Server;
import org.dayfly.server.create.Request;
import org.dayfly.server.directory.Directory;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.RegistryProbe;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.transport.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The directory of keys follows the databases that there are. */
@ExtendWith(TestServer.class)
final class DirectorySweepTest {
    private static final ServerTag OTHER = new ServerTag("pppppp");
    private static final Duration LONG = DirectorySweep.PATIENCE.multipliedBy(2);

    private final Key key = new Key("sweep-" + Long.toString(System.nanoTime(), 36));
    private final Sockets sockets = Sockets.open(Transport.NIO);
    private final RegistryProbe probe;
    private final Server server;
    private final Directory directory;
    private final DirectorySweep sweep;

    DirectorySweepTest(Cluster cluster) throws SQLException {
        Settings settings =
                SettingsFile.read(Optional.empty(), Map.of(), List.of("databases.warm.min=0", "databases.warm.max=0"));
        server = Server.open(
                cluster,
                new ProxyIdentity("127.0.0.1:6432", "test"),
                new InForce(settings::databases, settings::reaper, new ProxyLimits(System::nanoTime)),
                sockets,
                System::nanoTime,
                new CloseStack());
        probe = RegistryProbe.on(cluster);
        probe.forgetDirectory();
        directory = server.directory();
        Candidate candidate =
                new Candidate(new ServerEntry("test", Optional.empty(), 1, () -> server), System::nanoTime);
        sweep = new DirectorySweep(candidate);
    }

    @AfterEach
    void close() throws SQLException {
        probe.forgetDirectory();
        server.close();
        sockets.close();
    }

    private void share() {
        server.databases()
                .share(key, new Request(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .join();
    }

    @Test
    void aDatabaseThatTheDirectoryDoesNotKnowGetsARow() throws SQLException {
        share();
        sweep.of(server, directory, DirectorySweep.PATIENCE).join();
        assertThat(probe.inDirectory(key)).isEqualTo(server.tag() + " 1 t");
    }

    @Test
    void theRowOfADatabaseInServiceStays() throws SQLException {
        share();
        sweep.of(server, directory, DirectorySweep.PATIENCE).join();
        probe.ageInDirectory(key, LONG);
        sweep.of(server, directory, DirectorySweep.PATIENCE).join();
        assertThat(probe.inDirectory(key)).isEqualTo(server.tag() + " 1 t");
    }

    @Test
    void theRowOfAKeyWithoutADatabaseIsRemoved() throws SQLException {
        directory.confirm(directory.claim(key, server.tag()).join().place()).join();
        probe.ageInDirectory(key, LONG);
        sweep.of(server, directory, DirectorySweep.PATIENCE).join();
        assertThat(probe.inDirectory(key)).isEqualTo("no row");
    }

    @Test
    void aRowThatChangedAShortTimeAgoStays() throws SQLException {
        directory.claim(key, server.tag()).join();
        sweep.of(server, directory, DirectorySweep.PATIENCE).join();
        assertThat(probe.inDirectory(key)).isEqualTo(server.tag() + " 1 f");
    }

    @Test
    void theRowOfAnotherServerStays() throws SQLException {
        directory.confirm(directory.claim(key, OTHER).join().place()).join();
        probe.ageInDirectory(key, LONG);
        sweep.of(server, directory, DirectorySweep.PATIENCE).join();
        assertThat(probe.inDirectory(key)).isEqualTo("pppppp 1 t");
    }

    @Test
    void aKeyWithDatabasesOnTwoServersIsLoggedOnce() throws SQLException {
        directory.confirm(directory.claim(key, OTHER).join().place()).join();
        share();
        try (HeardLog log = new HeardLog("org.dayfly.placement")) {
            sweep.of(server, directory, DirectorySweep.PATIENCE).join();
            sweep.of(server, directory, DirectorySweep.PATIENCE).join();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(key.value()))
                    .singleElement()
                    .asString()
                    .contains("has databases on two servers");
        }
        assertThat(probe.inDirectory(key)).isEqualTo("pppppp 1 t");
    }
}
