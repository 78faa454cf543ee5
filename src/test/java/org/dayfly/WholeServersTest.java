package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.replication.PGReplicationStream;

/** Clients get whole servers by user name: fresh, shared by a key, reset, by their URL; and the servers end in time. */
final class WholeServersTest {
    private static final String NAME = "SELECT split_part(split_part(current_setting('dayfly.url'), '/', 3), ':', 1)";
    private static final String ADDRESS = "SELECT pg_postmaster_start_time()";

    private static final int MOST = 6;

    private static ServedFolder folder;
    private static TestProxy proxy;

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

    private static Connection connect(String user, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database + "?user=" + user);
    }

    private static SQLException refused(String user) {
        return catchThrowableOfType(
                SQLException.class, () -> proxy.connect(user).close());
    }

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
    void aRoleOfTheServerLogsInWithItsOwnPassword() throws Exception {
        try (Connection server = proxy.connect("server.roles")) {
            Sql.run(
                    server,
                    "CREATE ROLE app LOGIN PASSWORD 'secret'",
                    "CREATE ROLE nobody PASSWORD 'secret'",
                    "CREATE ROLE late LOGIN PASSWORD 'secret' VALID UNTIL '2001-01-01'",
                    "CREATE ROLE open LOGIN",
                    "CREATE TABLE shop (id int, tenant text)",
                    "INSERT INTO shop VALUES (1, 'app'), (2, 'other')",
                    "ALTER TABLE shop ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY own ON shop USING (tenant = current_user)",
                    "GRANT SELECT ON shop TO app");
            try (Connection app = proxy.connect("app@roles", Map.of("password", "secret"))) {
                assertThat(Sql.ask(app, "SELECT session_user || ' ' || current_database()"))
                        .isEqualTo("app postgres");
                assertThat(Sql.ask(app, "SELECT string_agg(id::text, ',') FROM shop"))
                        .isEqualTo("1");
                assertThat(Sql.ask(app, "SHOW dayfly.url"))
                        .isEqualTo("postgresql://app%40roles@127.0.0.1:" + proxy.port() + "/postgres");
            }
            for (String[] wrong : new String[][] {
                {"app@roles", "wrong"},
                {"late@roles", "secret"},
                {"open@roles", ""},
                {"absent@roles", "secret"},
                {"postgres@roles", "secret"},
                {"dayfly@roles", "secret"},
                {"app@absent", "secret"}
            }) {
                SQLException refusal = catchThrowableOfType(
                        SQLException.class,
                        () -> proxy.connect(wrong[0], Map.of("password", wrong[1] + " "))
                                .close());
                assertThat(refusal.getMessage())
                        .as(wrong[0])
                        .contains("password authentication failed for user \"" + wrong[0] + "\"");
            }
            assertThat(catchThrowableOfType(
                                    SQLException.class,
                                    () -> proxy.connect("nobody@roles", Map.of("password", "secret"))
                                            .close())
                            .getMessage())
                    .contains("role \"nobody\" is not permitted to log in");
        }
    }

    @Test
    void aClientReplicatesWhatItsServerPublishes() throws Exception {
        try (Connection server = proxy.connect("server.replicated")) {
            Sql.run(server, "CREATE TABLE item (name text)", "CREATE PUBLICATION all_items FOR TABLE item");
            Map<String, String> replication =
                    Map.of("replication", "database", "preferQueryMode", "simple", "assumeMinServerVersion", "14");
            assertThat(catchThrowableOfType(
                                    SQLException.class,
                                    () -> proxy.connect("new", replication).close())
                            .getSQLState())
                    .isEqualTo("0A000");
            try (Connection walSender = proxy.connect("server.replicated", replication)) {
                PGReplicationConnection api =
                        walSender.unwrap(PGConnection.class).getReplicationAPI();
                api.createReplicationSlot()
                        .logical()
                        .withSlotName("changes")
                        .withOutputPlugin("test_decoding")
                        .make();
                Sql.run(server, "INSERT INTO item VALUES ('replicated')");
                try (PGReplicationStream stream = api.replicationStream()
                        .logical()
                        .withSlotName("changes")
                        .start()) {
                    StringBuilder seen = new StringBuilder();
                    while (!seen.toString().contains("COMMIT")) {
                        ByteBuffer change = stream.read();
                        seen.append(UTF_8.decode(change)).append('\n');
                    }
                    assertThat(seen.toString()).contains("table public.item: INSERT: name[text]:'replicated'");
                }
            }
        }
    }

    @Test
    void aServerSubscribesToAnother() throws Exception {
        try (Connection publisher = proxy.connect("server.publisher");
                Connection subscriber = proxy.connect("server.subscriber")) {
            Sql.run(
                    publisher,
                    "CREATE TABLE item (name text)",
                    "INSERT INTO item VALUES ('first')",
                    "CREATE PUBLICATION all_items FOR TABLE item");
            Sql.run(
                    subscriber,
                    "CREATE TABLE item (name text)",
                    "CREATE SUBSCRIPTION items CONNECTION '" + Sql.ask(publisher, "SHOW dayfly.url")
                            + "' PUBLICATION all_items");
            Eventually.sees("the first row", "first", () -> Sql.ask(subscriber, "SELECT max(name) FROM item"));
            Sql.run(publisher, "INSERT INTO item VALUES ('second')");
            Eventually.sees("the second row", "second", () -> Sql.ask(subscriber, "SELECT max(name) FROM item"));
        }
    }

    @Test
    void aQueryCanBeCanceled() throws Exception {
        try (Connection server = proxy.connect("server");
                Connection observer = proxy.connect(Sql.ask(server, "SHOW dayfly.url"))) {
            CompletableFuture<String> state = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(SQLException.class, () -> Sql.run(server, "SELECT pg_sleep(60)"))
                            .getSQLState());
            Eventually.sees("the query runs", "1", () -> Sql.ask(observer, """
                    SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(60)'"""));
            server.unwrap(PgConnection.class).cancelQuery();
            assertThat(state.join()).isEqualTo("57014");
        }
    }
}
