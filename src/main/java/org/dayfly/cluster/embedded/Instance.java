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
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ProgramLog;

/**
 * One whole server of a client, in a folder with its data directory and its log. The folder belongs to dayfly; the data
 * directory and the folder of the socket belong to the server's account, which alone writes there.
 *
 * <p>Each method waits for PostgreSQL, and for the methods that other threads run.
 */
final class Instance {
    /**
     * Makes the folder of the socket, copies a data directory, writes the settings, starts the server, and prints its
     * process id. One shell does all this, because each process costs as much as a good part of the copy.
     *
     * <p>The copy shares blocks if the file system can do that. The second way to copy is for systems whose cp does not
     * know this option. A session of its own keeps Ctrl-C away from the server; macOS has no setsid.
     */
    private static final String MAKE = """
            umask 077
            mkdir -p -- "$0" || exit
            cp -R --reflink=auto -- "$1/." "$2/" 2> /dev/null || cp -R -- "$1/." "$2/" || exit
            cat > "$2/%s" || exit
            command -v setsid > /dev/null || exit 0
            setsid "$3" -D "$2" < /dev/null >> "$4" 2>&1 &
            echo $!
            """.formatted(DataDirectory.SETTINGS);

    private static final String FOLDER_MODE = "rwxr-xr-x";
    private static final String DATA_MODE = "rwx------";

    private final Path folder;
    private final UnixEndpoint socket;
    private final Postmaster postmaster;
    private boolean stopped;

    /** @param binaries the programs that made the data directory, or will make it */
    Instance(Path folder, UnixEndpoint socket, ServerBinaries binaries, ServerAccount account) {
        this.folder = folder;
        this.socket = socket;
        this.postmaster = new Postmaster(binaries, account, data(folder), new ProgramLog(folder.resolve("server.log")));
    }

    /** The major version of the instance in a folder; 0: there is none, or it was not made to the end. */
    static int major(Path folder) {
        return new DataDirectory(data(folder)).major();
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    /** The major version. */
    int major() {
        return postmaster.binaries().major();
    }

    /** Makes the instance from a prepared data directory, and starts the instance. */
    synchronized void make(Path prepared, InstanceSettings settings) {
        refuseStopped();
        try {
            Files.createDirectory(folder);
            FileMode.set(folder, FOLDER_MODE);
            Files.createDirectory(postmaster.data());
            FileMode.set(postmaster.data(), DATA_MODE);
            account().own(postmaster.data());
        } catch (IOException e) {
            throw new ClusterException(
                    "the folder " + folder + " of a whole server can't be made (" + IoReason.of(e)
                            + "); look for room there",
                    e);
        }
        account().prepare(postmaster.serverLog());
        ProgramRun run = account()
                .run(
                        List.of(
                                "sh",
                                "-c",
                                MAKE,
                                path(socket.folder()),
                                path(prepared),
                                path(ServerProcess.real(postmaster.data())),
                                postmaster.binaries().program("postgres"),
                                path(postmaster.serverLog().path())),
                        settings.text(socket, postmaster));
        if (!run.succeeded()) {
            throw new ClusterException("the data directory " + postmaster.data()
                    + " of a whole server can't be made; look for room there: " + lastLine(run.output()));
        }
        String process = lastLine(run.output());
        if (process.isEmpty()) {
            postmaster.startFirst();
        } else {
            postmaster.awaitStart(Long.parseLong(process));
        }
    }

    /** The line that counts: on a full disk, cp writes a line for each file. */
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
        refuseOtherVersion();
        if (running.isPresent()) {
            // It is starting, because dayfly was killed meanwhile; or it is being stopped by somebody else.
            postmaster.stop();
        }
        postmaster.start();
        return socket;
    }

    private void refuseOtherVersion() {
        int made = major(folder);
        if (made != major()) {
            throw new ClusterException("the whole server in " + folder + " is of PostgreSQL " + made
                    + ", which is not here any more; name it: --set embedded.versions." + made + "=FOLDER");
        }
    }

    /** Stops the instance for good. The next dayfly finds its data, and starts it again. */
    synchronized void stop() {
        stopped = true;
        postmaster.stop();
    }

    /** Stops the instance, and renames its folder. */
    synchronized void setAside(Path aside) {
        postmaster.stop();
        removeSocket();
        try {
            if (Files.isDirectory(folder)) {
                Files.move(folder, aside);
            }
        } catch (IOException e) {
            throw new ClusterException("the folder " + folder + " can't be renamed (" + IoReason.of(e) + ")", e);
        }
    }

    /** Stops the instance at once, and deletes all its files. */
    synchronized void remove() {
        boolean ran = postmaster.running().isPresent();
        postmaster.stopAtOnce();
        postmaster.freeMemory(ran);
        removeSocket();
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new ClusterException("the folder " + folder + " can't be deleted (" + IoReason.of(e) + ")", e);
        }
    }

    private void removeSocket() {
        ProgramRun removed = account().run(List.of("rm", "-rf", "--", path(socket.folder())));
        if (!removed.succeeded()) {
            throw new ClusterException("a socket can't be deleted: " + removed.output());
        }
    }
}
