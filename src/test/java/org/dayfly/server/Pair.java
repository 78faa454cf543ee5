package org.dayfly.server;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.ServerTag;

/** Two empty databases and their roles, made as dayfly makes them. */
public record Pair(TestedServer server, DatabaseName source, DatabaseName copy) implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Pair on(TestedServer server) {
        Pair pair = new Pair(
                server,
                DatabaseName.random(RANDOM, new ServerTag("aaaaaa")),
                DatabaseName.random(RANDOM, new ServerTag("aaaaaa")));
        try (Connection maintenance = server.cluster().connect("postgres")) {
            for (DatabaseName name : List.of(pair.source, pair.copy)) {
                Family.createRole(maintenance, server, name);
                Sql.run(maintenance, "CREATE DATABASE " + name + " OWNER " + name + " TEMPLATE template0");
            }
            return pair;
        } catch (SQLException e) {
            throw new IllegalStateException("no pair on " + server, e);
        }
    }

    @Override
    public void close() throws SQLException {
        for (DatabaseName name : List.of(source, copy)) {
            server.sql("postgres", "DROP DATABASE " + name + " WITH (FORCE)");
            server.sql("postgres", "DROP ROLE " + name);
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
