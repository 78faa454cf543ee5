package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.TcpEndpoint;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.machine.Deadline;
import org.dayfly.machine.ProgramLog;

/**
 * A server that dayfly does not manage, on a port of loopback. Its superuser is {@code postgres}; logins need SCRAM.
 */
public final class OwnServer implements AutoCloseable {
    private static final String PASSWORD = "adminpw";
    private static final Path OLDER = Path.of("target/postgres");

    private final StateFolder folder;
    private final Postmaster postmaster;
    private final int port;

    private OwnServer(StateFolder folder, Postmaster postmaster, int port) {
        this.folder = folder;
        this.postmaster = postmaster;
        this.port = port;
    }

    /**
     * Makes a server and starts it.
     *
     * @param major 14 to 18; the build must unpack versions older than the embedded one
     * @param settings lines of postgresql.conf
     */
    public static OwnServer start(Path path, int major, int port, String settings) throws IOException {
        StateFolder folder = StateFolder.at(path);
        folder.directory().create();
        ServerAccount account = folder.account();
        ServerBinaries binaries = archive(major).unpackUnder(folder.programs());
        Path data = Files.createDirectory(folder.data());
        account.own(data);
        Path password = Files.writeString(folder.password(), PASSWORD);
        account.own(password);
        ProgramRun initdb = account.run(List.of(
                binaries.program("initdb"),
                "--pgdata=" + data,
                "--username=postgres",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                "--pwfile=" + password));
        if (!initdb.succeeded()) {
            throw new IOException(initdb.output());
        }
        Files.writeString(
                data.resolve("postgresql.conf"),
                settings + "\nlisten_addresses = '127.0.0.1'\nport = " + port
                        + "\nunix_socket_directories = ''\ncluster_name = '" + ServerProcess.clusterName(data) + "'\n",
                StandardOpenOption.APPEND);
        OwnServer server =
                new OwnServer(folder, new Postmaster(binaries, account, data, new ProgramLog(folder.log())), port);
        server.start();
        return server;
    }

    private static ServerArchive archive(int major) throws MalformedURLException {
        return major == ServerArchive.EMBEDDED_MAJOR
                ? ServerArchive.embedded(Platform.here())
                : new ServerArchive(
                        OLDER.resolve(major + ".tgz").toAbsolutePath().toUri().toURL(), major);
    }

    /** A port of loopback that no program listens on now. */
    public static int freePort() {
        return TcpEndpoint.free().port();
    }

    public int port() {
        return port;
    }

    /** The server's own log. */
    public Path log() {
        return folder.log();
    }

    /**
     * Connects as the superuser.
     *
     * @param options of the session, as in libpq
     */
    public Connection admin(String database, String options) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", PASSWORD);
        properties.setProperty("options", options);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /** Starts the server again, on the same port. */
    public void start() {
        postmaster.start();
    }

    /** Kills the postmaster and all its children, and returns when the postmaster is gone. */
    public void kill() {
        ServerProcess.all(folder.data()).forEach(ProcessHandle::destroyForcibly);
        if (!Deadline.in(Duration.ofSeconds(20))
                .await(() -> postmaster.running().isEmpty())) {
            throw new ClusterException("the server on " + folder.data() + " is still there 20 s after its kill");
        }
    }

    /** Suspends all processes of the server, as when the machine hangs, or lets them go on. */
    public void hang(boolean hanging) {
        for (ProcessHandle each : ServerProcess.all(folder.data())) {
            ProgramRun.of(List.of("kill", hanging ? "-STOP" : "-CONT", Long.toString(each.pid())));
        }
    }

    /** Stops the server in order, suspended or not: a killed server would leave its shared memory behind. */
    @Override
    public void close() {
        hang(false);
        postmaster.stop();
    }
}
