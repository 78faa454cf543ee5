package org.dayfly;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A dayfly that runs PostgreSQL itself, for all tests of a class. */
abstract class WholeServersFixture {
    static final String NAME = "SELECT split_part(split_part(current_setting('dayfly.url'), '/', 3), ':', 1)";
    static final String ADDRESS = "SELECT pg_postmaster_start_time()";

    static final int MOST = 6;

    static ServedFolder folder;
    static TestProxy proxy;

    @BeforeAll
    static void start() {
        folder = ServedFolder.create();
        proxy = TestProxy.with(
                "embedded.directory=" + folder.path(), "reaper.interval=100ms", "databases.servers.max=" + MOST);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        folder.close();
    }

    static Connection connect(String user, String database) throws SQLException {
        return connect(proxy, user, database);
    }

    static Connection connect(TestProxy proxy, String user, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database + "?user=" + user);
    }

    static SQLException refused(String user) {
        return catchThrowableOfType(
                SQLException.class, () -> proxy.connect(user).close());
    }
}
