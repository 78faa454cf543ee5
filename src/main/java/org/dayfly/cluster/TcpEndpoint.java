package org.dayfly.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

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
            throw new ClusterException("no free port on loopback (" + e + ")", e);
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

    @Override
    public SQLException explained(SQLException failure) {
        return failure;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("listen_addresses", host, "unix_socket_directories", "", "port", Integer.toString(port));
    }
}
