package org.dayfly.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.dayfly.config.value.IoReason;

/** A TCP port on another host or on loopback. */
public record TcpEndpoint(String host, int port) implements Endpoint {
    public static TcpEndpoint loopback(int port) {
        return new TcpEndpoint("127.0.0.1", port);
    }

    /** A port of loopback on which nobody listens at the time of the call. */
    public static TcpEndpoint free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return loopback(socket.getLocalPort());
        } catch (IOException e) {
            throw new ClusterException("no free port on loopback (" + IoReason.of(e) + ")", e);
        }
    }

    @Override
    public SocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String place() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String url() {
        return "jdbc:postgresql://" + place() + "/";
    }

    @Override
    public void configure(Properties driver) {
        driver.setProperty("socketFactory", WatchedSocketFactory.class.getName());
    }

    /**
     * Names the reason and the next step if there is no connection. pgjdbc's message says only that the connection
     * failed, and says "refused" when no route leads to the host.
     */
    @Override
    public SQLException explained(SQLException failure) {
        if (!(failure.getCause() instanceof IOException cause) || cause instanceof SSLException) {
            return failure;
        }
        return new SQLException(
                "no connection to " + place() + " (" + IoReason.of(cause) + "); " + step(cause),
                failure.getSQLState(),
                failure);
    }

    private static String step(IOException cause) {
        if (cause instanceof UnknownHostException) {
            return "check the name of the host";
        }
        return cause instanceof SocketTimeoutException || cause instanceof NoRouteToHostException
                ? "check the address, and the firewalls on the way"
                : "check that the server runs and listens at this address and port";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("listen_addresses", host, "unix_socket_directories", "", "port", Integer.toString(port));
    }
}
