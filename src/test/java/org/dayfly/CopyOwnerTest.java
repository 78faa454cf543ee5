package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Setting databases.copy-owner decides who owns the objects in a copy of a key and of a template. */
@ExtendWith(TestServer.class)
final class CopyOwnerTest {
    private static final String OWNER = "SELECT tableowner = %s FROM pg_tables WHERE tablename = 'orders'";

    private final String key = "owned-" + Long.toString(System.nanoTime(), 36);
    private final Path init;
    private final TestProxy proxy;

    CopyOwnerTest(Cluster cluster, @TempDir Path folder) throws Exception {
        init = Files.writeString(folder.resolve("init.sql"), "CREATE TABLE orders (number integer NOT NULL)");
        proxy = TestProxy.before(cluster, "templates.t" + key + ".init=" + init);
        try (Connection source = proxy.connect("new." + key)) {
            Sql.run(source, "CREATE TABLE orders AS SELECT 1 AS number");
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Connection copy(String source) throws SQLException {
        return proxy.connect("copy." + source);
    }

    @Test
    void theRoleOfTheCopyOwnsTheObjectsByDefault() throws SQLException {
        for (String source : new String[] {key, "t" + key}) {
            try (Connection copy = copy(source)) {
                assertThat(Sql.ask(copy, OWNER.formatted("current_user"))).isEqualTo("t");
                Sql.run(copy, "CREATE SEQUENCE s OWNED BY orders.number");
                Sql.run(copy, "DROP OWNED BY CURRENT_USER CASCADE");
                assertThat(Sql.ask(copy, "SELECT to_regclass('orders')")).isEqualTo("null");
            }
        }
    }

    @Test
    void pgDatabaseOwnerOwnsTheObjectsWhenCopyOwnerIsDatabase() throws SQLException {
        proxy.reload("databases.copy-owner=database", "templates.t" + key + ".init=" + init);
        for (String source : new String[] {key, "t" + key}) {
            try (Connection copy = copy(source)) {
                assertThat(Sql.ask(copy, OWNER.formatted("'pg_database_owner'")))
                        .isEqualTo("t");
                Sql.run(copy, "ALTER TABLE orders ADD note text; DROP TABLE orders");
            }
        }
        proxy.reload("templates.t" + key + ".init=" + init);
        try (Connection copy = copy("t" + key)) {
            assertThat(Sql.ask(copy, OWNER.formatted("current_user"))).isEqualTo("t");
        }
    }
}
