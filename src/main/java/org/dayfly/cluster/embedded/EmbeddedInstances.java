package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.config.ServerTls;
import org.dayfly.config.value.IoReason;
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

    private static final String NO_SUCH_DATABASE = "3D000";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedInstances.class);

    private final Path folder;
    private final Path sockets;
    private final Postmaster main;
    private final InstanceSettings settings;
    private final Map<String, Instance> known = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * The instances of an embedded server; empty on a platform without Unix sockets.
     *
     * @param main the embedded server
     */
    static Optional<EmbeddedInstances> in(
            StateFolder folder, Entrance entrance, Postmaster main, InstanceSettings settings) {
        return entrance.socket()
                .map(socket -> new EmbeddedInstances(folder.instances(), socket.folder(), main, settings));
    }

    /**
     * @param folder the folder of all instances; made with the first instance
     * @param sockets a closed folder that the server's account owns
     */
    private EmbeddedInstances(Path folder, Path sockets, Postmaster main, InstanceSettings settings) {
        this.folder = folder;
        this.sockets = sockets;
        this.main = main;
        this.settings = settings;
    }

    @Override
    public int major() {
        return main.binaries().major();
    }

    @Override
    public void make(String name) {
        instance(name).make(prepared(), settings);
    }

    /** The data directory to copy. The first client waits until it is made, and so do others that come meanwhile. */
    private synchronized Path prepared() {
        if (closed) {
            throw new ClusterException("dayfly is stopping");
        }
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
                FileTree.setMode(folder, StateFolder.MODE_FOR_ROOT);
            }
        } catch (IOException e) {
            throw new ClusterException(
                    "the folder " + folder + " can't be made (" + IoReason.of(e) + "); look for room there", e);
        }
        return new PreparedInstance(folder, main, settings).made();
    }

    private Instance instance(String name) {
        return known.computeIfAbsent(name, its -> new Instance(folder.resolve(its), socket(its), main));
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
        synchronized (this) {
            if (closed) {
                throw new ClusterException("dayfly is stopping");
            }
        }
        return instance(name).running().address();
    }

    @Override
    public Connection connect(String name) throws SQLException {
        address(name);
        MaintenanceConnector connector =
                new MaintenanceConnector(socket(name), DataDirectory.SUPERUSER, Optional.empty(), ServerTls.NONE);
        String options = major() >= SWITCHES_EVENT_TRIGGERS ? "-c event_triggers=off" : "";
        try {
            return connector.connect(DATABASE, options);
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return connector.connect("template1", options);
            }
            throw e;
        }
    }

    @Override
    public void remove(String name) {
        instance(name).remove();
        known.remove(name);
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
