package org.dayfly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.Settings;
import org.dayfly.config.file.SettingsFile;

/** A whole proxy in this JVM, on a port of its own, in front of a server of the test. */
public final class TestProxy implements AutoCloseable {
    private final Proxy proxy;

    private TestProxy(Proxy proxy) {
        this.proxy = proxy;
    }

    /**
     * Starts a proxy in front of one server.
     *
     * @param settings {@code key=value}, each instead of its default
     */
    public static TestProxy before(Cluster cluster, String... settings) {
        try {
            return new TestProxy(Proxy.start(read(settings), cluster));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a proxy in front of several servers.
     *
     * @param clusters by name; the first has the directory of keys
     */
    static TestProxy before(Map<String, Cluster> clusters, String... settings) {
        try {
            return new TestProxy(Proxy.start(read(settings), clusters));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a proxy on the servers that the settings name. */
    public static TestProxy with(String... settings) {
        try {
            return new TestProxy(Proxy.start(read(settings)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Settings read(String... settings) {
        return SettingsFile.read(
                Optional.empty(),
                Map.of(),
                Stream.concat(Stream.of("listen=127.0.0.1:0", "drain=0"), Stream.of(settings))
                        .toList());
    }

    /** Reloads the defaults and these settings. */
    void reload(String... settings) {
        proxy.reload(read(settings));
    }

    public int port() {
        return proxy.place().port();
    }

    /** The URL of the status page, without a slash at the end. */
    public String statusUrl() {
        return "http://" + proxy.statusPlace().orElseThrow();
    }

    /** A pgjdbc connection as a user, or to a {@code postgresql://} URL that was issued. */
    public Connection connect(String userOrUrl, Map<String, String> properties) throws SQLException {
        return connect(port(), userOrUrl, properties);
    }

    public Connection connect(String userOrUrl) throws SQLException {
        return connect(userOrUrl, Map.of());
    }

    /** The same through a proxy that is not in this JVM. */
    static Connection connect(int port, String userOrUrl) throws SQLException {
        return connect(port, userOrUrl, Map.of());
    }

    static Connection connect(int port, String userOrUrl, Map<String, String> properties) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        if (!userOrUrl.contains("://")) {
            all.put("user", userOrUrl);
            return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/", all);
        }
        URI url = URI.create(userOrUrl);
        int colon = url.getUserInfo().indexOf(':');
        all.put("user", url.getUserInfo().substring(0, colon));
        all.put("password", url.getUserInfo().substring(colon + 1));
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), all);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
