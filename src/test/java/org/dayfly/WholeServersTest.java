package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients get whole servers by user name: fresh, shared by a key, reset, by their URL; and the servers end in time. */
final class WholeServersTest extends WholeServersFixture {
    @Test
    void aClientOwnsTheServer() throws Exception {
        try (Connection server = proxy.connect("server")) {
            assertThat(Sql.ask(server, "SELECT current_user || ' ' || current_database()"))
                    .isEqualTo("postgres postgres");
            Sql.run(
                    server,
                    "CREATE ROLE app LOGIN",
                    "CREATE DATABASE app OWNER app",
                    "ALTER DATABASE app SET work_mem TO '5MB'",
                    "DROP DATABASE app",
                    "DROP ROLE app");
            try (Connection other = proxy.connect("server")) {
                assertThat(Sql.ask(other, ADDRESS)).isNotEqualTo(Sql.ask(server, ADDRESS));
            }
        }
    }

    @Test
    void clientsOfAKeyShareAServerAndNameTheDatabase() throws Exception {
        String name;
        try (Connection first = proxy.connect("server.shared")) {
            Sql.run(first, "CREATE DATABASE app");
            name = Sql.ask(first, NAME);
        }
        assertThat(folder.instances()).contains(name);
        try (Connection app = connect("server.shared", "app")) {
            assertThat(Sql.ask(app, "SELECT current_database()")).isEqualTo("app");
            assertThat(Sql.ask(app, NAME)).isEqualTo(name);
        }
        SQLException absent = catchThrowableOfType(
                SQLException.class, () -> connect("server.shared", "absent").close());
        assertThat(absent.getSQLState()).isEqualTo("3D000");
        assertThat(absent.getMessage()).contains("database \"absent\" does not exist");
    }

    @Test
    void theIssuedUrlLeadsToTheServer() throws Exception {
        try (Connection server = proxy.connect("server")) {
            Sql.run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            try (Connection joined = proxy.connect(Sql.ask(server, "SHOW dayfly.url"))) {
                assertThat(Sql.ask(joined, "TABLE kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void aResetReplacesTheServerAndEndsItsSessions() throws Exception {
        try (Connection old = proxy.connect("server.again")) {
            String name = Sql.ask(old, NAME);
            Sql.run(old, "CREATE TABLE old ()");
            try (Connection reset = proxy.connect("reset.again")) {
                assertThat(Sql.ask(reset, "SELECT to_regclass('old') IS NULL")).isEqualTo("t");
                assertThat(Sql.ask(reset, NAME)).isNotEqualTo(name);
            }
            assertThat(catchThrowableOfType(SQLException.class, () -> Sql.run(old, "SELECT 1"))
                            .getSQLState())
                    .isIn("57P01", "08006");
            Eventually.holds("the old server is gone", () -> !folder.instances().contains(name));
            assertThat(folder.instance(name)).isEmpty();
        }
    }

    @Test
    void aKeyHasADatabaseOrAServer() throws Exception {
        proxy.connect("server.whole").close();
        try (Connection server = proxy.connect("server.whole");
                Connection database = proxy.connect("new.single")) {
            Sql.run(server, "SELECT 1");
            Sql.run(database, "SELECT 1");
            assertThat(refused("new.whole").getMessage())
                    .isEqualTo("FATAL: key \"whole\" has a whole server\n"
                            + "  Hint: connect as \"server.whole\" to join it, or use another key");
            assertThat(refused("server.single").getMessage())
                    .isEqualTo("FATAL: key \"single\" has a database\n"
                            + "  Hint: connect as \"new.single\" to join it, or use another key");
            assertThat(refused("copy.whole").getSQLState()).isEqualTo("42809");
        }
    }

    @Test
    void aServerEndsWhenItsTimeIsOver() throws Exception {
        String url;
        String name;
        try (Connection short_ = proxy.connect("server.brief", Map.of("options", "-c dayfly.ttl=1s"))) {
            url = Sql.ask(short_, "SHOW dayfly.url");
            name = Sql.ask(short_, NAME);
            Eventually.holds("the session ends", () -> !short_.isValid(5));
        }
        Eventually.holds("the server is gone", () -> !folder.instances().contains(name));
        assertThat(folder.instance(name)).isEmpty();
        SQLException late = catchThrowableOfType(
                SQLException.class, () -> proxy.connect(url).close());
        assertThat(late.getSQLState()).isEqualTo("3D000");
        assertThat(late.getMessage())
                .contains("server \"" + name + "\" was reclaimed")
                .contains("connect as \"server.brief\" to join the server that has its key now");
    }

    @Test
    void anUnusedServerIsGoneWithItsSession() throws Exception {
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(Packet.startupMessage(Packet.V3_0, "user", "server.unused"))
                    .readUntil('Z');
            client.send(Packet.terminate());
        }
        Eventually.sees("no server has the key", "0", () -> Sql.askIn(folder.cluster(), "dayfly", """
                SELECT count(*) FROM registry.ls WHERE key = 'unused' AND state <> 'reclaiming'"""));
    }

    @Test
    void aDeadServerIsStartedForTheNextClient() throws Exception {
        String name;
        try (Connection server = proxy.connect("server.dead")) {
            Sql.run(server, "CREATE TABLE kept AS SELECT 42 AS answer", "CHECKPOINT");
            name = Sql.ask(server, NAME);
        }
        folder.instance(name).forEach(ProcessHandle::destroyForcibly);
        try (Connection server = proxy.connect("server.dead")) {
            assertThat(Sql.ask(server, "TABLE kept")).isEqualTo("42");
        }
    }

    @Test
    void theLimitOfWholeServersIsOfItsOwn() throws Exception {
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                held.add(proxy.connect("server"));
            }
            SQLException refusal = refused("server");
            assertThat(refusal.getSQLState()).isEqualTo("53300");
            assertThat(refusal.getMessage())
                    .contains("all 6 whole servers are in use", "or raise databases.servers.max in proxy.conf");
            proxy.connect("new").close();
        } finally {
            for (Connection each : held) {
                each.close();
            }
        }
    }

    @Test
    void anOperatorDropsAServer() throws Exception {
        String name;
        try (Connection server = proxy.connect("server.dropped")) {
            name = Sql.ask(server, NAME);
        }
        CommandLineRun run = CommandLineRun.of("drop", "dropped", "--set", "embedded.directory=" + folder.path());
        assertThat(run.out()).isEqualTo(name + " is dropped\n");
        Eventually.holds("the server is gone", () -> !folder.instances().contains(name));
    }
}
