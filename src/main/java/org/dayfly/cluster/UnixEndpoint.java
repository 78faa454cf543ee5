package org.dayfly.cluster;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.SystemText;

/**
 * A Unix socket on this machine.
 *
 * @param folder the folder in which the server makes the socket
 * @param port a part of the socket's name, nothing else
 */
public record UnixEndpoint(Path folder, int port) implements Endpoint {
    static final int PORT = 5432;

    /** The length of a path in sockaddr_un with the zero byte at its end. The length is smallest on macOS. */
    private static final int SUN_PATH = 104;

    public static UnixEndpoint in(Path folder) {
        return new UnixEndpoint(folder, PORT);
    }

    public Path socket() {
        return folder.resolve(".s.PGSQL." + port);
    }

    /** The file beside the socket with which PostgreSQL keeps other servers from using the socket. */
    public Path lock() {
        return folder.resolve(".s.PGSQL." + port + ".lock");
    }

    /** Whether the operating system accepts a path of this length. */
    public boolean fits() {
        return socket().toString().getBytes(SystemText.CHARSET).length < SUN_PATH;
    }

    /**
     * Whether a program listens on the socket. Only a refused connection means that no program listens: a full backlog
     * gives another error.
     */
    public boolean answers() {
        if (!Files.exists(socket(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(socket()));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public SocketAddress address() {
        return new DomainSocketAddress(socket().toString());
    }

    @Override
    public String place() {
        return socket().toString();
    }

    @Override
    public String url() {
        return "jdbc:postgresql://localhost/";
    }

    @Override
    public void configure(Properties driver) {
        driver.setProperty("socketFactory", UnixSocketFactory.class.getName());
        driver.setProperty("socketFactoryArg", socket().toString());
    }

    /** Names the socket in the message. pgjdbc knows only a host, and would name localhost. */
    @Override
    public SQLException explained(SQLException failure) {
        if (!(failure.getCause() instanceof IOException cause)) {
            return failure;
        }
        return new SQLException(
                "no connection to the socket " + place() + ": " + IoReason.of(cause)
                        + "; check that the server runs and has its socket there",
                failure.getSQLState(),
                failure);
    }

    /** Writes one item of a list setting. An item with a comma needs double quotes. */
    private static String item(String text) {
        return text.matches("[^,\"]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "listen_addresses",
                "",
                "unix_socket_directories",
                item(folder.toString()),
                "unix_socket_permissions",
                "0700",
                "port",
                Integer.toString(port));
    }
}
