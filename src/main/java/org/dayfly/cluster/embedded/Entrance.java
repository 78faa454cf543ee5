package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Endpoint;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.TcpEndpoint;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.FileStatus;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.IoReason;
import org.dayfly.config.value.PathText;
import org.dayfly.config.value.Secret;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.PlainFile;
import org.dayfly.machine.SystemText;

/**
 * The only way into the embedded server: a Unix socket in a closed folder, or else loopback with a random password.
 *
 * @param socket empty on platforms without Unix sockets
 * @param passwordFile the file with the superuser's password, which only its owner can read; empty with a socket
 */
record Entrance(Optional<UnixEndpoint> socket, Optional<Path> passwordFile) {
    private static final int PASSWORD_BYTES = 24;

    static Entrance to(StateFolder folder, Platform platform, ServerAccount account) {
        try {
            return platform.hasUnixSockets()
                    ? new Entrance(Optional.of(socket(folder, account)), Optional.empty())
                    : new Entrance(Optional.empty(), Optional.of(passwordFile(folder, account)));
        } catch (IOException e) {
            throw new ClusterException(
                    "could not make a private socket or password file in " + folder.path() + " (" + IoReason.of(e)
                            + "); start as its owner, or choose another folder: --set embedded.directory=FOLDER",
                    e);
        }
    }

    private static UnixEndpoint socket(StateFolder folder, ServerAccount account) throws IOException {
        UnixEndpoint customary = UnixEndpoint.in(folder.run());
        if (customary.fits()) {
            if (!Files.isDirectory(folder.run(), LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder.run());
            }
            close(folder.run(), account);
            return customary;
        }
        return UnixEndpoint.in(shortFolder(folder.path().resolve("run.path"), account));
    }

    /**
     * A folder of its own in the temporary folder. A file remembers its path, so that the next start finds the folder.
     */
    private static Path shortFolder(Path memory, ServerAccount account) throws IOException {
        if (Files.isRegularFile(memory, LinkOption.NOFOLLOW_LINKS)) {
            Path remembered = PathText.read(
                    PlainFile.text(memory), why -> new ClusterException("the path in " + memory + " " + why));
            if (isClosed(remembered, account)) {
                return remembered;
            }
        }
        Path made = Files.createTempDirectory("dayfly-").toAbsolutePath();
        if (account.isApart()) {
            StateFolderGuard.refuseParentsOf(made, account);
        }
        close(made, account);
        Files.deleteIfExists(memory);
        Files.writeString(
                memory, made.toString(), SystemText.CHARSET, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return made;
    }

    /**
     * Whether the folder is closed to others. Otherwise the folder is not used: its owner, the server's account, could
     * put a link in its place before dayfly closes it.
     */
    private static boolean isClosed(Path folder, ServerAccount account) throws IOException {
        Optional<FileStatus> status = FileStatus.of(folder);
        int owner = account.uid() < 0 ? FileStatus.ownUid().orElse(-1) : account.uid();
        return status.isPresent()
                && status.get().isDirectory()
                && (owner < 0 || status.get().uid() == owner)
                && status.get().permissions().equals("0700");
    }

    private static void close(Path folder, ServerAccount account) throws IOException {
        FileMode.set(folder, "rwx------");
        account.own(folder);
    }

    private static Path passwordFile(StateFolder folder, ServerAccount account) throws IOException {
        Path file = folder.password();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            FileMode.set(file, "rw-------");
        } else {
            byte[] password = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(password);
            Path unfinished = Files.createTempFile(folder.path(), FileTree.UNFINISHED, "");
            FileMode.set(unfinished, "rw-------");
            Files.writeString(
                    unfinished, Base64.getUrlEncoder().withoutPadding().encodeToString(password));
            account.own(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    /** The password that a running dayfly made, for the command line. Empty if the server has a socket. */
    static Optional<Secret> passwordIn(StateFolder folder) {
        return Files.isRegularFile(folder.password(), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(password(folder.password()))
                : Optional.empty();
    }

    private static Secret password(Path file) {
        try {
            return new Secret(PlainFile.text(file).strip());
        } catch (IOException e) {
            throw new ClusterException(
                    "the password in " + file + " can't be read (" + IoReason.of(e) + "); run this as its owner", e);
        }
    }

    /** The place where a new server shall listen. On loopback the port differs each time. */
    Endpoint endpoint() {
        return socket.isPresent() ? socket.get() : TcpEndpoint.free();
    }

    /** Whether a server that listens at this place uses this entrance. */
    boolean isOf(Endpoint running) {
        return socket.isPresent() ? socket.get().equals(running) : running instanceof TcpEndpoint;
    }

    MaintenanceConnector connector(Endpoint running) {
        return new MaintenanceConnector(
                running, DataDirectory.SUPERUSER, passwordFile.map(Entrance::password), ServerTls.NONE);
    }
}
