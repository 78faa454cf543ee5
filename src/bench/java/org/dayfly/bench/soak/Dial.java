package org.dayfly.bench.soak;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * What a client asks for.
 *
 * @param proxy 0 or 1
 * @param key the KEY, or empty
 * @param source the SOURCE of a copy, or empty
 * @param address of loopback that the client comes from
 */
record Dial(
        Kind kind, int proxy, String user, String password, Terms terms, String key, String source, String address) {
    enum Kind {
        NEW,
        KEY,
        COPY,
        RESET,
        ISSUED,
        WRONG_PASSWORD
    }

    private static final String SOMEWHERE = "127.0.0.1";

    static Dial fresh(int proxy) {
        return new Dial(Kind.NEW, proxy, "new", "", Terms.BARE, "", "", SOMEWHERE);
    }

    static Dial key(int proxy, Keys.Name key) {
        return new Dial(Kind.KEY, proxy, "new." + key.text(), "", key.terms(), key.text(), key.source(), SOMEWHERE);
    }

    static Dial copy(int proxy, String source) {
        return new Dial(Kind.COPY, proxy, "copy." + source, "", Terms.BARE, "", source, SOMEWHERE);
    }

    /** The copy of its source that a key stands for. */
    static Dial copy(int proxy, Keys.Name key) {
        String user = "copy." + key.source() + "." + key.text();
        return new Dial(Kind.COPY, proxy, user, "", key.terms(), key.text(), key.source(), SOMEWHERE);
    }

    static Dial reset(int proxy, Keys.Name key) {
        return new Dial(Kind.RESET, proxy, "reset." + key.text(), "", key.terms(), key.text(), key.source(), SOMEWHERE);
    }

    static Dial issued(int proxy, Handed database) {
        return new Dial(Kind.ISSUED, proxy, database.name(), database.password(), database.terms(), "", "", SOMEWHERE);
    }

    static Dial wrongPassword(int proxy, Handed database) {
        return new Dial(Kind.WRONG_PASSWORD, proxy, database.name(), "guessed", database.terms(), "", "", SOMEWHERE);
    }

    Dial from(String other) {
        return new Dial(kind, proxy, user, password, terms, key, source, other);
    }

    /** Who a database belongs to that is made for this. */
    String owner() {
        return key.isEmpty() ? "new" : key;
    }

    Connection connect(int port) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("options", terms.options());
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
