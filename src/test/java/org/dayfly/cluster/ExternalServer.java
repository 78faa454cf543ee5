package org.dayfly.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.embedded.Postmaster;
import org.dayfly.cluster.embedded.PreparedData;
import org.dayfly.cluster.embedded.ServerProcess;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.cluster.embedded.TestFolder;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.dayfly.machine.Deadline;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ProgramLog;

/** A server that dayfly did not start, with a superuser {@code admin} that has a password. */
public final class ExternalServer implements AutoCloseable {
    private static final String ROLE = "admin";
    private static final Secret PASSWORD = new Secret("correct horse");

    /** Differs from the default port, so that a test sees whether the port is used. */
    private static final int SOCKET_PORT = 5499;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StateFolder folder;
    private final Postmaster postmaster;
    private final ServerUrl url;

    private ExternalServer(StateFolder folder, Postmaster postmaster, ServerUrl url) {
        this.folder = folder;
        this.postmaster = postmaster;
        this.url = url;
    }

    /** A server that asks for SCRAM-SHA-256. */
    public static ExternalServer start(int major) {
        return start(major, "scram-sha-256");
    }

    /**
     * A server on a port of loopback that asks for passwords in its own way.
     *
     * @param major 14 to 18
     * @param method of pg_hba.conf for every login: trust, md5 or scram-sha-256
     */
    public static ExternalServer start(int major, String method) {
        return start(TestFolder.createEmpty(), major, method, TcpEndpoint.free());
    }

    /** A server that asks for SCRAM-SHA-256 on a Unix socket, and does not listen on TCP. */
    public static ExternalServer startOnUnixSocket(int major) {
        StateFolder folder = TestFolder.createEmpty();
        return start(folder, major, "scram-sha-256", new UnixEndpoint(folder.run(), SOCKET_PORT));
    }

    /**
     * A server with TLS.
     *
     * @param certificate in PEM; the key is in a file of the same name beside it
     * @param types the types of connections in pg_hba.conf that may log in: host, hostssl or hostnossl
     */
    public static ExternalServer startWithTls(int major, Path certificate, String... types) {
        ExternalServer server = start(major);
        server.stop();
        try {
            server.encrypt(certificate, types);
        } catch (IOException e) {
            throw new ClusterException("no TLS: " + e, e);
        }
        server.start();
        return server;
    }

    private void encrypt(Path certificate, String... types) throws IOException {
        ServerAccount account = folder.account();
        Path data = folder.data();
        Path key = data.resolve("server.key");
        Files.copy(certificate, data.resolve("server.crt"));
        Files.copy(
                certificate.resolveSibling(certificate.getFileName().toString().replace(".pem", ".key")), key);
        FileMode.set(key, "rw-------");
        account.own(data.resolve("server.crt"));
        account.own(key);
        Files.writeString(data.resolve("postgresql.conf"), "ssl = on\n", StandardOpenOption.APPEND);
        StringBuilder access = new StringBuilder();
        for (String type : types) {
            access.append(type).append(" all all 127.0.0.1/32 scram-sha-256\n");
        }
        Files.writeString(data.resolve("pg_hba.conf"), access);
    }

    private static ExternalServer start(StateFolder folder, int major, String method, Endpoint endpoint) {
        ServerAccount account = folder.account();
        ServerBinaries binaries = TestFolder.archive(major).unpackUnder(folder.programs());
        try {
            initialise(folder, binaries, account, method, endpoint);
        } catch (IOException e) {
            throw new ClusterException("no data directory: " + e, e);
        }
        ExternalServer server = new ExternalServer(
                folder, new Postmaster(binaries, account, folder.data(), new ProgramLog(folder.log())), url(endpoint));
        server.start();
        return server;
    }

    private static ServerUrl url(Endpoint endpoint) {
        return endpoint instanceof UnixEndpoint socket
                ? new ServerUrl(ROLE, Optional.of(PASSWORD), socket.folder().toString(), socket.port())
                : new ServerUrl(
                        ROLE, Optional.of(PASSWORD), ((TcpEndpoint) endpoint).host(), ((TcpEndpoint) endpoint).port());
    }

    private static void initialise(
            StateFolder folder, ServerBinaries binaries, ServerAccount account, String method, Endpoint endpoint)
            throws IOException {
        Path data = folder.data();
        PreparedData.copy(
                "external-" + binaries.home().getFileName() + "-" + method,
                account,
                prepared -> initialise(prepared, binaries, account, method),
                data);
        account.own(Files.createDirectory(folder.run()));
        StringBuilder settings = new StringBuilder("fsync = off\npassword_encryption = '")
                .append(method.equals("md5") ? "md5" : "scram-sha-256")
                .append("'\n");
        settings.append("cluster_name = '" + ServerProcess.clusterName(data) + "'\n");
        endpoint.settings().forEach((name, value) -> settings.append(name + " = '" + value + "'\n"));
        Files.writeString(data.resolve("postgresql.conf"), settings, StandardOpenOption.APPEND);
    }

    private static void initialise(Path data, ServerBinaries binaries, ServerAccount account, String method)
            throws IOException {
        Path unfinished = Files.createTempDirectory(data.getParent(), FileTree.UNFINISHED);
        account.own(unfinished);
        Path passwordFile = Files.writeString(data.resolveSibling("password"), PASSWORD.value());
        account.own(passwordFile);
        ProgramRun initdb = account.run(List.of(
                binaries.program("initdb"),
                "--pgdata=" + unfinished,
                "--username=" + ROLE,
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=" + method,
                "--pwfile=" + passwordFile));
        if (!initdb.succeeded()) {
            throw new IOException(initdb.output());
        }
        Files.move(unfinished, data);
    }

    /** Suspends all processes of the server, as when the machine hangs, or lets the processes continue. */
    public void hang(boolean hanging) {
        for (ProcessHandle each : ServerProcess.all(folder.data())) {
            try {
                new ProcessBuilder("kill", hanging ? "-STOP" : "-CONT", Long.toString(each.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new ClusterException("no signal: " + e, e);
            }
        }
    }

    public ServerUrl url() {
        return url;
    }

    /** The URL as an operator writes it, with another name for the host. */
    public String url(String host) {
        return "postgresql://" + ROLE + ":" + PASSWORD.value().replace(" ", "%20") + "@" + host + ":" + url.port();
    }

    /** Makes the server listen on another address, on the same port, from its next start on. */
    public void moveTo(String address) {
        try {
            Files.writeString(
                    folder.data().resolve("postgresql.conf"),
                    "listen_addresses = '" + address + "'\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ClusterException("not moved: " + e, e);
        }
    }

    /** Starts the server again, on the same port. */
    public void start() {
        postmaster.start();
    }

    /** Stops the server as an administrator does: sessions end with 57P01. */
    public void stop() {
        postmaster.stop();
    }

    /** Kills its postmaster, as the system does when memory is short. */
    public void kill() {
        long pid = postmaster.running().orElseThrow().pid();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        if (!Deadline.in(PATIENCE).await(() -> postmaster.running().isEmpty())) {
            throw new ClusterException("the server still runs after it was killed");
        }
    }

    /** Stops the server and deletes its files. */
    @Override
    public void close() {
        stop();
        TestFolder.delete(folder);
    }
}
