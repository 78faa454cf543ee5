package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Endpoint;
import org.dayfly.cluster.TcpEndpoint;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.config.value.IoReason;
import org.dayfly.config.value.PathText;
import org.dayfly.machine.PlainFile;

/**
 * The contents of postmaster.pid, which a postmaster writes into its data directory.
 *
 * @param socketFolder the folder of the Unix socket; empty if the server has no Unix socket
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/include/utils/pidfile.h">PostgreSQL, pidfile.h</a>
 */
public record PostmasterFile(long pid, int port, String socketFolder, String status) {
    private static final int PORT = 3;
    private static final int SOCKET_FOLDER = 4;
    private static final int STATUS = 7;

    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Empty if there is no file, or if the file is not complete yet. */
    static Optional<PostmasterFile> read(Path data) {
        try {
            return parse(PlainFile.text(in(data)).lines().toList());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ClusterException(
                    "the server's state in " + data + " can't be read (" + IoReason.of(e) + "); run this as its owner",
                    e);
        }
    }

    static Optional<PostmasterFile> parse(List<String> lines) {
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new PostmasterFile(
                            // A server in single-user mode writes its process id as a negative number.
                            Math.abs(Long.parseLong(lines.get(0).strip())),
                            line(lines, PORT).isEmpty() ? 0 : Integer.parseInt(line(lines, PORT)),
                            line(lines, SOCKET_FOLDER),
                            line(lines, STATUS)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String line(List<String> lines, int number) {
        return lines.size() > number ? lines.get(number).strip() : "";
    }

    boolean isReady() {
        return status.equals("ready");
    }

    private Path folder() {
        return PathText.read(
                socketFolder, why -> new ClusterException("the folder of the running server's socket " + why));
    }

    /** The place where this server listens. */
    Endpoint endpoint() {
        return socketFolder.isEmpty() ? TcpEndpoint.loopback(port) : new UnixEndpoint(folder(), port);
    }
}
