package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.TcpEndpoint;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.machine.ProgramLog;

/**
 * The server that all contenders share. It has the settings of dayfly's embedded server, but lets in each user of this
 * machine, by TCP and by a Unix socket, most without a password.
 *
 * @param socketFolder the folder of the Unix socket, whose name has the port
 */
public record BenchCluster(Path socketFolder, int port, ServerAccount account, Postmaster postmaster)
        implements AutoCloseable {
    /** The superuser. */
    public static final String ROLE = DataDirectory.SUPERUSER;

    /** The only role that logs in with a password, as roles do on most servers. */
    public static final String BY_PASSWORD = "guest";

    private static final String LOGINS = "local all all trust\nhost all " + BY_PASSWORD
            + " 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";

    /**
     * Makes a server in a folder and starts it.
     *
     * @param sessions the limit of sessions
     */
    public static BenchCluster start(Path path, int sessions) throws IOException {
        StateFolder folder = StateFolder.at(path);
        folder.directory().create();
        ServerAccount account = folder.account();
        ServerBinaries binaries = ServerArchive.embedded(Platform.here()).unpackUnder(folder.programs());
        Postmaster postmaster = new Postmaster(binaries, account, folder.data(), new ProgramLog(folder.log()));
        new Initdb(binaries, account, Optional.empty(), Platform.here()).make(folder.data());
        Files.writeString(folder.data().resolve("pg_hba.conf"), LOGINS);
        Files.createDirectory(folder.run());
        account.own(folder.run());
        UnixEndpoint socket = new UnixEndpoint(folder.run(), TcpEndpoint.free().port());
        new DataDirectory(folder.data()).write(settings(sessions, socket, folder.data()), account);
        postmaster.start();
        return new BenchCluster(socket.folder(), socket.port(), account, postmaster);
    }

    /** The settings of the embedded server, and more. If a setting is written twice, the last one counts. */
    private static String settings(int sessions, UnixEndpoint socket, Path data) {
        return new ServerSettings(sessions, Map.of()).text(socket, data, Platform.here(), ServerArchive.EMBEDDED_MAJOR)
                + "listen_addresses = '127.0.0.1'\nunix_socket_permissions = 0777\n";
    }

    /** The command that runs a program under the server's account, because some programs refuse to run as root. */
    public List<String> command(List<String> command) {
        return account.command(command);
    }

    /** Gives a file to the server's account. */
    public void own(Path file) throws IOException {
        account.own(file);
    }

    @Override
    public void close() {
        postmaster.stop();
    }
}
