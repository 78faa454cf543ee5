package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.replication.PGReplicationStream;

/** Sessions on whole servers: of roles of their own, for replication, canceled, on any database. */
final class WholeServerSessionsTest extends WholeServersFixture {
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

    @Test
    void aSessionThatWasOpenedAheadEndsIfItsClientWantsAnotherDatabase() throws Exception {
        String count = """
                SELECT count(*) FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""";
        proxy.connect("server").close(); // from now on, sessions like this one are opened ahead
        try (Connection other = connect("server", "template1")) {
            Eventually.sees("no other session is open", "0", () -> Sql.ask(other, count));
        }
    }
}
