package org.dayfly;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A proxy, and a database of a key on which no client has a session. */
@ExtendWith(TestServer.class)
abstract class KeptSessionsFixture {
    static final String PID = "SELECT pg_backend_pid()";

    final Cluster cluster;
    final TestProxy proxy;
    final Connection observer;
    final String user = "new.kept-" + System.nanoTime();
    final String database;

    KeptSessionsFixture(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster, "reaper.interval=1h");
        observer = cluster.connect("postgres");
        try (Connection first = connect()) {
            database = Sql.ask(first, "SELECT current_database()");
        }
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
        proxy.close();
    }

    Connection connect() throws SQLException {
        return proxy.connect(user);
    }

    /** Runs statements in a session, ends the session, and returns its process id. */
    String left(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            for (String statement : statements) {
                Sql.run(connection, statement);
            }
            return Sql.ask(connection, PID);
        }
    }

    String next(String question) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.ask(connection, question);
        }
    }

    /** The process ids of the sessions on the database that wait for a client, as the server shows them. */
    List<String> waiting() throws SQLException {
        return List.of(Sql.ask(
                        observer,
                        "SELECT coalesce(string_agg(pid::text, ','), '') FROM pg_stat_activity WHERE datname = '"
                                + database + "' AND application_name = 'dayfly: kept'")
                .split(","));
    }

    void awaitWaiting(String pid) throws Exception {
        Eventually.sees("the session waits", List.of(pid), this::waiting);
    }
}
