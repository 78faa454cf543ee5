package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dayfly.bench.stage.Clock;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.machine.Deadline;
import org.dayfly.machine.ProgramLog;

/**
 * Servers as a script starts them without dayfly: copies of the data directory that dayfly has prepared for whole
 * servers, with the settings of whole servers, but on a port of loopback. Role {@code postgres} has the rights of a
 * client of a whole server, and needs no password.
 *
 * <p>The script starts {@code postgres} itself, because {@code pg_ctl start --wait} looks only ten times a second. Any
 * thread may start a server.
 */
public final class CopiedServers implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 1;
    private static final String SCRIPT = """
            umask 077
            cp -a --reflink=auto -- "$0" "$1" || exit
            echo 'host all all 127.0.0.1/32 trust' >> "$1/pg_hba.conf"
            cat > "$1/%s"
            "$2" -D "$1" < /dev/null > "$1/server.log" 2>&1 &
            """.formatted(DataDirectory.SETTINGS);

    private final Path prepared;
    private final Path folder;
    private final ServerAccount account;
    private final ServerBinaries binaries;
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<Postmaster> started = new ConcurrentLinkedQueue<>();

    private CopiedServers(Path prepared, Path folder, ServerAccount account, ServerBinaries binaries) {
        this.prepared = prepared;
        this.folder = folder;
        this.account = account;
        this.binaries = binaries;
    }

    /**
     * Starts no server yet.
     *
     * @param state the state folder of a dayfly that has made a whole server
     * @param folder for the data of the servers
     */
    public static CopiedServers of(Path state, Path folder) throws IOException {
        StateFolder stateFolder = StateFolder.at(state);
        ServerAccount account = stateFolder.account();
        account.own(folder);
        return new CopiedServers(
                prepared(stateFolder),
                folder.toRealPath(),
                account,
                ServerArchive.embedded(Platform.here()).unpackUnder(stateFolder.programs()));
    }

    private static Path prepared(StateFolder state) throws IOException {
        try (Stream<Path> entries = Files.list(state.instances())) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(PreparedInstance.PREFIX))
                    .findFirst()
                    .orElseThrow(() -> new IOException("dayfly has prepared no data directory in " + state.path()));
        }
    }

    /** Copies the data directory, starts a server on the copy, and waits until the server is ready. */
    public void start(int port) throws IOException {
        Path data = folder.resolve(Integer.toString(made.incrementAndGet()));
        Postmaster server = new Postmaster(binaries, account, data, new ProgramLog(data.resolve("server.log")));
        started.add(server);
        ProgramRun run = account.run(
                List.of("sh", "-c", SCRIPT, prepared.toString(), data.toString(), binaries.program("postgres")),
                settings(server, port));
        if (!run.succeeded()) {
            throw new IOException("the data directory could not be copied: " + run.output());
        }
        Deadline deadline = Deadline.in(START);
        while (server.running().filter(PostmasterFile::isReady).isEmpty()) {
            if (deadline.isOver()) {
                throw new IOException("did not start: " + server.serverLog().since(0));
            }
            Clock.sleep(LOOK_MILLIS);
        }
    }

    /** If a setting is written twice, the last one counts. */
    private String settings(Postmaster server, int port) {
        return new InstanceSettings(false, Platform.here()).text(UnixEndpoint.in(folder), server)
                + "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nport = " + port + "\n";
    }

    /** Stops all servers and deletes their data. */
    @Override
    public void close() throws IOException {
        for (Postmaster server = started.poll(); server != null; server = started.poll()) {
            server.stopAtOnce();
            FileTree.delete(server.data());
        }
    }
}
