package org.dayfly.cluster.embedded;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.ReachedCluster;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.Installations;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.cluster.programs.ServerPrograms;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.Secret;
import org.dayfly.machine.ProgramLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * dayfly's own PostgreSQL server, kept in a state folder. The server starts and stops with dayfly. A server that dies
 * is restarted.
 *
 * <p>If a server outlives its dayfly, the next dayfly takes the server over. If no server can start on the data, the
 * data is set aside and a new data directory is made.
 */
public final class EmbeddedCluster implements Cluster {
    /** PostgreSQL 14 has no choice: it always copies files. */
    private static final int CHOICE_OF_COPYING = 15;

    /** Before, files are always copied block by block. */
    private static final int CHOICE_OF_CLONING = 18;

    private static final Logger log = LoggerFactory.getLogger(EmbeddedCluster.class);

    private final StateLock lock;
    private final Postmaster postmaster;
    private final PostmasterWatch watch;
    private final MaintenanceConnector connector;
    private final Optional<EmbeddedInstances> instances;
    private @Nullable Boolean sharesBlocks;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedCluster(
            StateLock lock,
            Postmaster postmaster,
            PostmasterWatch watch,
            MaintenanceConnector connector,
            Optional<EmbeddedInstances> instances) {
        this.lock = lock;
        this.postmaster = postmaster;
        this.watch = watch;
        this.connector = connector;
        this.instances = instances;
    }

    /**
     * Starts the server, or takes over a running one, and waits until the server accepts connections.
     *
     * @param sessions the largest number of sessions of clients at the same time; 0: no limit
     * @param extensions the extensions in the databases of whole servers
     * @throws ClusterException if another dayfly uses the state folder, or if the server can't be started
     */
    public static EmbeddedCluster start(EmbeddedSettings settings, int sessions, List<String> extensions) {
        Platform platform = Platform.here();
        return start(
                StateFolder.of(settings, platform, System.getenv()),
                ServerPrograms.of(settings.home(), platform),
                Installations.of(settings.versions(), platform),
                new ServerSettings(sessions, settings.settings()),
                InstanceSettings.of(settings, extensions, platform));
    }

    /**
     * Starts the server in a state folder, with its programs.
     *
     * @param others the versions of PostgreSQL that whole servers can have, besides the server's own
     */
    public static EmbeddedCluster start(
            StateFolder folder,
            ServerPrograms programs,
            Installations others,
            ServerSettings settings,
            InstanceSettings instances) {
        Platform platform = instances.platform();
        folder.refuseOddName();
        folder.directory().refuseFile();
        new DataDirectory(folder.data()).refuseForeign(programs.major());
        folder.directory().create();
        StateLock lock = StateLock.take(folder);
        try {
            ServerAccount account = folder.account();
            new StateFolderGuard(folder, account).close();
            ServerBinaries binaries = programs.unpackUnder(folder.programs());
            binaries.refuseUnreachable(account);
            Postmaster postmaster = new Postmaster(binaries, account, folder.data(), new ProgramLog(folder.log()));
            Entrance entrance = Entrance.to(folder, platform, account);
            PostmasterFile running = new Launch(postmaster, entrance, settings, platform, Clock.systemUTC()).run();
            folder.tidy(binaries);
            return new EmbeddedCluster(
                    lock,
                    postmaster,
                    PostmasterWatch.over(postmaster),
                    entrance.connector(running.endpoint()),
                    EmbeddedInstances.in(folder, entrance, postmaster, others, instances));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Reaches the server of a running dayfly through its state folder. Closing the result leaves the server running.
     *
     * @return empty if no server runs
     * @throws ClusterException if this user may not read the folder
     */
    public static Optional<Cluster> attach(EmbeddedSettings settings) {
        StateFolder folder = StateFolder.of(settings, Platform.here(), System.getenv());
        return Postmaster.running(folder.data())
                .filter(PostmasterFile::isReady)
                .map(running -> new ReachedCluster(
                        new MaintenanceConnector(
                                running.endpoint(),
                                DataDirectory.SUPERUSER,
                                Entrance.passwordIn(folder),
                                ServerTls.NONE),
                        name(new DataDirectory(folder.data()).major(), folder.data())));
    }

    static String name(int major, Path folder) {
        return "embedded PostgreSQL " + major + " in " + folder;
    }

    @Override
    public SocketAddress address() {
        return connector.endpoint().address();
    }

    @Override
    public String maintenanceRole() {
        return connector.role();
    }

    @Override
    public Optional<Secret> maintenancePassword() {
        return connector.password();
    }

    @Override
    public boolean trustsRoles() {
        return connector.password().isEmpty();
    }

    @Override
    public boolean copiesFilesFastest() {
        return postmaster.binaries().major() >= CHOICE_OF_COPYING;
    }

    @Override
    public OptionalLong freeDisk() {
        return FileTree.freeDisk(postmaster.data());
    }

    @Override
    public Optional<Instances> instances() {
        return instances.map(each -> each);
    }

    @Override
    public ExtensionAdvice.Source extensions() {
        return postmaster.binaries().extensions();
    }

    /** The first call tries it. */
    @Override
    public synchronized boolean sharesBlocks() {
        if (sharesBlocks == null) {
            sharesBlocks = postmaster.binaries().major() >= CHOICE_OF_CLONING
                    && BlockSharing.in(postmaster.data(), postmaster.account(), Platform.here());
        }
        return sharesBlocks;
    }

    @Override
    public Connection connect(String database) throws SQLException {
        return connector.connect(database);
    }

    @Override
    public Connection connect(String database, String options) throws SQLException {
        return connector.connect(database, options);
    }

    @Override
    public Connection connectAs(String role, Optional<Secret> password, String database, String options)
            throws SQLException {
        return connector.connectAs(role, password, database, options);
    }

    @Override
    public String name() {
        return name(postmaster.binaries().major(), postmaster.data());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long start = System.nanoTime();
        try (lock) {
            watch.close();
            instances.ifPresent(EmbeddedInstances::close);
            postmaster.stop();
            log.info("PostgreSQL stopped in {} ms", (System.nanoTime() - start) / 1_000_000);
        }
    }
}
