package org.dayfly.bench.soak;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * What a client connects to: a user name that means a database, through one of two proxies.
 *
 * @param proxy 0 or 1
 * @param key the KEY, or empty
 * @param source the SOURCE of a copy, or empty
 * @param address of loopback that the client comes from
 */
record Target(
        Kind kind,
        int proxy,
        String user,
        String password,
        Lifetime lifetime,
        String key,
        String source,
        String address) {
    enum Kind {
        NEW,
        KEY,
        COPY,
        RESET,
        ISSUED,
        WRONG_PASSWORD
    }

    private static final String LOOPBACK = "127.0.0.1";

    static Target fresh(int proxy) {
        return new Target(Kind.NEW, proxy, "new", "", Lifetime.FRESH, "", "", LOOPBACK);
    }

    static Target key(int proxy, Keys.Name key) {
        return new Target(Kind.KEY, proxy, "new." + key.text(), "", key.lifetime(), key.text(), key.source(), LOOPBACK);
    }

    static Target copy(int proxy, String source) {
        return new Target(Kind.COPY, proxy, "copy." + source, "", Lifetime.FRESH, "", source, LOOPBACK);
    }

    /** A copy under a key. */
    static Target copy(int proxy, Keys.Name key) {
        String user = "copy." + key.source() + "." + key.text();
        return new Target(Kind.COPY, proxy, user, "", key.lifetime(), key.text(), key.source(), LOOPBACK);
    }

    static Target reset(int proxy, Keys.Name key) {
        return new Target(
                Kind.RESET, proxy, "reset." + key.text(), "", key.lifetime(), key.text(), key.source(), LOOPBACK);
    }

    static Target issued(int proxy, Database database) {
        return new Target(
                Kind.ISSUED, proxy, database.name(), database.password(), database.lifetime(), "", "", LOOPBACK);
    }

    static Target wrongPassword(int proxy, Database database) {
        return new Target(
                Kind.WRONG_PASSWORD, proxy, database.name(), "guessed", database.lifetime(), "", "", LOOPBACK);
    }

    Target from(String other) {
        return new Target(kind, proxy, user, password, lifetime, key, source, other);
    }

    /** The key that a database made for this target has, or "new". */
    String owner() {
        return key.isEmpty() ? "new" : key;
    }

    Connection connect(int port) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("options", lifetime.options());
        properties.setProperty("localSocketAddress", address);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "40");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + user, properties);
    }

    @Override
    public String toString() {
        return kind + " " + user + " through " + "AB".charAt(proxy);
    }
}
