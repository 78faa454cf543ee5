package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.Installations;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole servers of an embedded server's clients, in a folder of the state folder. They run the same programs under
 * the same account. Only dayfly can reach their sockets, which are in closed folders beside the embedded server's own.
 */
final class EmbeddedInstances implements Instances, AutoCloseable {
    /** The first version with event triggers at a login, and with a setting that switches event triggers off. */
    private static final int SWITCHES_EVENT_TRIGGERS = 17;

    /** The names of instances begin with this text. The names of the folders of their sockets do not. */
    private static final String PREFIX = "dayfly_";

    /** The names that instances have. Folders with other names are not ours. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "[a-z2-7]{10,48}");

    private static final String ASIDE = "lost-";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedInstances.class);

    private final Path folder;
    private final Path sockets;
    private final InstanceVersions versions;
    private final Map<String, Instance> known = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * The instances of an embedded server; empty on a platform without Unix sockets.
     *
     * @param main the embedded server
     * @param others versions of PostgreSQL besides the embedded server's own
     */
    static Optional<EmbeddedInstances> in(
            StateFolder folder, Entrance entrance, Postmaster main, Installations others, InstanceSettings settings) {
        Path instances = folder.instances();
        InstanceVersions versions = new InstanceVersions(instances, main.binaries(), main.account(), others, settings);
        return entrance.socket().map(socket -> new EmbeddedInstances(instances, socket.folder(), versions).begun());
    }

    /**
     * @param folder the folder of all instances; made with the first instance
     * @param sockets a closed folder that the server's account owns
     */
    private EmbeddedInstances(Path folder, Path sockets, InstanceVersions versions) {
        this.folder = folder;
        this.sockets = sockets;
        this.versions = versions;
    }

    /**
     * Makes the data directory now if it has extensions. So the operator reads at once about an extension that cannot
     * be created, and the first client does not wait for the extensions.
     */
    private EmbeddedInstances begun() {
        if (!versions.settings().extensions().isEmpty()) {
            try {
                makeFolder();
                versions.of(versions.own().major()).made();
            } catch (ClusterException e) {
                log.error("whole servers cannot be made: {}", e.getMessage());
            }
        }
        return this;
    }

    @Override
    public SortedSet<Integer> majors() {
        return versions.majors();
    }

    @Override
    public int major(String name) {
        return instance(name).major();
    }

    @Override
    public Optional<String> lacking() {
        return new MachineRoom(FileTree.parent(folder)).lacking();
    }

    @Override
    public void make(String name, int major) {
        makeFolder();
        PreparedInstance prepared = versions.of(major);
        Instance instance = new Instance(folder.resolve(name), socket(name), prepared.binaries(), versions.account());
        known.put(name, instance);
        refuseClosed();
        instance.make(prepared.made(), prepared.settings());
    }

    /** dayfly is stopping, and no server may start behind its back. */
    private synchronized void refuseClosed() {
        if (closed) {
            throw new ClusterException("dayfly is stopping");
        }
    }

    private synchronized void makeFolder() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
                FileMode.set(folder, StateDirectory.MODE_FOR_ROOT);
            }
        } catch (IOException e) {
            throw new ClusterException(
                    "the folder " + folder + " can't be made (" + IoReason.of(e) + "); look for room there", e);
        }
    }

    private Instance instance(String name) {
        return known.computeIfAbsent(name, its -> {
            Path place = folder.resolve(its);
            return new Instance(place, socket(its), versions.binariesFor(place), versions.account());
        });
    }

    /** The folder's name leaves out the beginning that all names have, because the path of a socket must be short. */
    private UnixEndpoint socket(String name) {
        UnixEndpoint socket = UnixEndpoint.in(sockets.resolve(name.substring(PREFIX.length())));
        if (!socket.fits()) {
            throw new ClusterException("the path " + socket.place() + " is too long for a socket; choose a state folder"
                    + " with a shorter path: --set embedded.directory=FOLDER");
        }
        return socket;
    }

    @Override
    public SocketAddress address(String name) {
        refuseClosed();
        return instance(name).running().address();
    }

    @Override
    public Connection connect(String name) throws SQLException {
        address(name);
        MaintenanceConnector connector =
                new MaintenanceConnector(socket(name), DataDirectory.SUPERUSER, Optional.empty(), ServerTls.NONE);
        String options = major(name) >= SWITCHES_EVENT_TRIGGERS ? "-c event_triggers=off" : "";
        try {
            return connector.connect(DATABASE, options);
        } catch (SQLException e) {
            // The client may have dropped or closed the database.
            log.debug("{} on {} cannot be used", DATABASE, name, e);
            return connector.connect("template1", options);
        }
    }

    @Override
    public OptionalLong size(String name) {
        try {
            return OptionalLong.of(FileTree.size(folder.resolve(name)));
        } catch (IOException e) {
            log.debug("the size of {} is not known", name, e);
            return OptionalLong.empty();
        }
    }

    @Override
    public void remove(String name) {
        instance(name).remove();
        known.remove(name);
    }

    @Override
    public Path setAside(String name) {
        Path aside = folder.resolve(ASIDE + name);
        instance(name).setAside(aside);
        known.remove(name);
        return aside;
    }

    /** A program of a dayfly that was killed may make the folder of a socket after the instance is removed. */
    @Override
    public Set<String> names() {
        return Stream.concat(names("", folder), names(PREFIX, sockets)).collect(Collectors.toSet());
    }

    private static Stream<String> names(String prefix, Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> prefix + entry.getFileName()).filter(NAME.asMatchPredicate()).toList().stream();
        } catch (IOException e) {
            throw new ClusterException("the folder " + folder + " can't be read (" + IoReason.of(e) + ")", e);
        }
    }

    /** Stops all instances, several at a time. Their data stay, and the next dayfly starts them when clients come. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        // Also those that are about to be made, and have no files yet.
        Stream.concat(names().stream(), known.keySet().stream())
                .distinct()
                .parallel()
                .forEach(name -> {
                    try {
                        instance(name).stop();
                    } catch (RuntimeException e) {
                        log.warn("whole server {} could not be stopped: {}", name, e.getMessage());
                    }
                });
    }
}
