package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.config.value.IoReason;

/**
 * One whole server of a client, in a folder with its data directory and its log. The folder belongs to dayfly; the data
 * directory and the folder of the socket belong to the server's account, which alone writes there.
 *
 * <p>Each method waits for PostgreSQL, and for the methods that other threads run.
 */
final class Instance {
    /**
     * Makes the folder of the socket, copies a data directory, and writes the settings. The copy shares blocks if the
     * file system can do that. The second way to copy is for systems whose cp does not know this option.
     */
    private static final String COPY = """
            umask 077
            mkdir -p -- "$0" || exit
            cp -a --reflink=auto -- "$1/." "$2/" 2> /dev/null || cp -Rp -- "$1/." "$2/" || exit
            cat > "$2/%s"
            """.formatted(DataDirectory.SETTINGS);

    private static final String FOLDER_MODE = "rwxr-xr-x";
    private static final String DATA_MODE = "rwx------";

    private final Path folder;
    private final UnixEndpoint socket;
    private final Postmaster postmaster;
    private boolean stopped;

    /** @param like a server with the same programs and the same account */
    Instance(Path folder, UnixEndpoint socket, Postmaster like) {
        this.folder = folder;
        this.socket = socket;
        this.postmaster = new Postmaster(
                like.binaries(), like.account(), folder.resolve("data"), new ServerLog(folder.resolve("server.log")));
    }

    /** Makes the instance from a prepared data directory, and starts the instance. */
    synchronized void make(Path prepared, InstanceSettings settings) {
        refuseStopped();
        try {
            Files.createDirectory(folder);
            FileTree.setMode(folder, FOLDER_MODE);
            Files.createDirectory(postmaster.data());
            FileTree.setMode(postmaster.data(), DATA_MODE);
            account().own(postmaster.data());
        } catch (IOException e) {
            throw new ClusterException(
                    "the folder " + folder + " of a whole server can't be made (" + IoReason.of(e)
                            + "); look for room there",
                    e);
        }
        ProgramRun copy = account()
                .run(
                        List.of("sh", "-c", COPY, path(socket.folder()), path(prepared), path(postmaster.data())),
                        settings.text(socket, postmaster));
        if (!copy.succeeded()) {
            throw new ClusterException("the data directory " + postmaster.data()
                    + " of a whole server can't be made; look for room there: " + lastLine(copy.output()));
        }
        postmaster.startFirst();
    }

    /** On a full disk, cp writes a line for each file. */
    private static String lastLine(String output) {
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    /** dayfly is stopping, and no server may start behind its back. */
    private void refuseStopped() {
        if (stopped) {
            throw new ClusterException("dayfly is stopping");
        }
    }

    private static String path(Path path) {
        return path.toString();
    }

    private ServerAccount account() {
        return postmaster.account();
    }

    /** Where the instance listens. Starts the instance if it does not run. */
    synchronized UnixEndpoint running() {
        refuseStopped();
        Optional<PostmasterFile> running = postmaster.running();
        if (running.filter(PostmasterFile::isReady).isPresent()) {
            return socket;
        }
        if (!Files.isDirectory(postmaster.data())) {
            throw new ClusterException("there is no whole server in " + folder);
        }
        if (running.isPresent()) {
            // It is starting, because dayfly was killed meanwhile; or it is being stopped by somebody else.
            postmaster.stop();
        }
        postmaster.start();
        return socket;
    }

    /** Stops the instance for good. The next dayfly finds its data, and starts it again. */
    synchronized void stop() {
        stopped = true;
        postmaster.stop();
    }

    /** Stops the instance at once, and deletes all its files. */
    synchronized void remove() {
        postmaster.stopAtOnce();
        postmaster.freeMemory();
        ProgramRun removed = account().run(List.of("rm", "-rf", "--", path(socket.folder())));
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new ClusterException("the folder " + folder + " can't be deleted (" + IoReason.of(e) + ")", e);
        }
        if (!removed.succeeded()) {
            throw new ClusterException("a socket can't be deleted: " + removed.output());
        }
    }
}
