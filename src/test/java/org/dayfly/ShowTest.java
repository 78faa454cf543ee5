package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The command show tells what a test did to its database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShowTest {
    private static final String LIBRARY = "embedded.settings.shared_preload_libraries=pg_stat_statements";

    private final ServedFolder folder = ServedFolder.create();
    private final String directory = "embedded.directory=" + folder.path();
    private TestProxy proxy;

    @BeforeAll
    void start() {
        proxy = TestProxy.with(directory, LIBRARY);
    }

    @AfterAll
    void close() {
        proxy.close();
        folder.close();
    }

    private String show(String name) {
        CommandLineRun run = CommandLineRun.of("show", name, "--set", directory);
        assertThat(run.error()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    @Test
    void tellsOfTablesWithTheirRows() throws Exception {
        try (Connection session = proxy.connect("new.tables")) {
            Sql.run(
                    session,
                    "CREATE TABLE item (id bigint); INSERT INTO item SELECT generate_series(1, 1234)",
                    "CREATE SCHEMA \"Odd\"; CREATE TABLE \"Odd\".\"it's\" ()",
                    "CREATE TABLE part (id int) PARTITION BY RANGE (id);"
                            + "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);"
                            + "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);"
                            + "INSERT INTO part SELECT generate_series(0, 19)",
                    "CREATE TABLE parent (); CREATE TABLE child () INHERITS (parent); INSERT INTO child DEFAULT VALUES",
                    "CREATE MATERIALIZED VIEW counted AS SELECT id FROM item LIMIT 7",
                    "CREATE TEMPORARY TABLE own ()");
            assertThat(show("tables"))
                    .contains("\nROWS  SIZE    TABLE\n")
                    .containsPattern("\n0 +0 B +\"Odd\".\"it's\"\n")
                    .containsPattern("\n1 +8.0 kB +public.child\n")
                    .containsPattern("\n7 +8.0 kB +public.counted\n")
                    .containsPattern("\n1234 +48 kB +public.item\n")
                    .containsPattern("\n0 +0 B +public.parent\n")
                    .containsPattern("\n20 +16 kB +public.part\n")
                    .doesNotContain("public.part_1", "pg_temp");
        }
    }

    @Test
    void aTableThatIsLockedHasAnEstimateAndItsSessionIsSeen() throws Exception {
        try (Connection session = proxy.connect("new.locked", Map.of("ApplicationName", "the test"));
                Connection open = proxy.connect("new.locked")) {
            Sql.run(session, "CREATE TABLE item (id int); INSERT INTO item VALUES (1), (2); ANALYZE item");
            Sql.run(session, "CREATE TABLE other ()", "BEGIN; TRUNCATE item; INSERT INTO item VALUES (7 * 6)");
            assertThat(show("locked"))
                    .containsPattern("\n~2 +8.0 kB +public.item\n")
                    .containsPattern("\n0 +0 B +public.other\n")
                    .containsPattern(" the test +idle in transaction +\\d+ s +INSERT INTO item VALUES \\(7 \\* 6\\)\n")
                    .contains("sessions: 2 open");
            assertThat(open.isValid(5)).isTrue();
        }
    }

    @Test
    void aLargeTableHasAnEstimate() throws Exception {
        try (Connection session = proxy.connect("new.large")) {
            Sql.run(
                    session,
                    "CREATE TABLE item AS SELECT repeat('x', 7000) AS text FROM generate_series(1, 9000)",
                    "ALTER TABLE item ALTER text SET STORAGE plain; UPDATE item SET text = text || ''; ANALYZE item");
            assertThat(show("large")).containsPattern("\n~\\d+ +\\d+ MB +public.item\n");
        }
    }

    @Test
    void manyEqualQueriesAreSeen() throws Exception {
        try (Connection session = proxy.connect("new.queries");
                Connection another = proxy.connect("new.others-queries")) {
            Sql.run(session, "CREATE TABLE item (id int); INSERT INTO item VALUES (1), (2), (3)");
            String name = Sql.ask(session, "SELECT current_database()");
            Sql.runIn(folder.cluster(), name, "SELECT count(*) AS of_the_operator FROM public.item");
            Sql.run(another, "CREATE TABLE of_another ()");
            for (int i = 0; i < 17; i++) {
                Sql.run(session, "SELECT * FROM item WHERE id <> " + i);
            }
            assertThat(show("queries"))
                    .containsPattern(
                            "\nCALLS +TIME +ROWS +QUERY\n17 +\\S+ ms +4[78] +SELECT \\* FROM item WHERE id <> \\$1\n")
                    .doesNotContain("dayfly looks", "pg_current_snapshot", "of_another", "of_the_operator");
            assertThat(show("queries")).doesNotContain("query_to_xml", "pg_relation_size", "pg_namespace");
        }
    }

    @Test
    void queriesAreSeenWithTheExtensionInTheDatabaseAlone() throws Exception {
        Sql.runIn(folder.cluster(), "dayfly", "DROP EXTENSION pg_stat_statements");
        try (Connection session = proxy.connect("new.inside")) {
            Sql.run(session, "SELECT 42 + 1", "SELECT 43 + 2");
            assertThat(show("inside")).contains("queries: not known");
            Sql.runIn(
                    folder.cluster(),
                    Sql.ask(session, "SELECT current_database()"),
                    "CREATE EXTENSION pg_stat_statements SCHEMA public");
            assertThat(show("inside")).containsPattern("\n2 +\\d+\\.\\d ms +2 +SELECT \\$1 \\+ \\$2\n");
        } finally {
            Sql.runIn(folder.cluster(), "dayfly", "CREATE EXTENSION pg_stat_statements SCHEMA public");
        }
    }

    @Test
    void noTextOfAClientControlsATerminal() throws Exception {
        try (Connection session = proxy.connect("new.texts", Map.of("ApplicationName", "a\u001b[2Jb"))) {
            Sql.run(session, "CREATE TABLE \"x\u001b[2J\ny\" ()", "SELECT 1 AS \"\u202e\u001b]0;\",\n 2");
            assertThat(show("texts"))
                    .contains("public.\"x\ufffd[2J y\"", "SELECT 1 AS \"\ufffd\ufffd]0;\", 2")
                    .doesNotContain("\u001b", "\u202e");
        }
    }

    @Test
    void aDatabaseThatCannotBeReadIsShownAllTheSame() throws Exception {
        String name;
        try (Connection session = proxy.connect("new.closed")) {
            Sql.run(session, "CREATE TABLE item ()");
            name = Sql.ask(session, "SELECT current_database()");
        }
        Sql.run(folder.cluster(), "ALTER ROLE " + name + " CONNECTION LIMIT 0");
        assertThat(show("closed"))
                .contains("state: leased\n")
                .contains("\ncontent: not known: database \"" + name + "\" could not be read: too many connections");
    }

    @Test
    void functionsOfATenantHaveNoMoreRightsThanTheTenant() throws Exception {
        try (Connection session = proxy.connect("new.trap")) {
            Sql.run(session, """
                    CREATE FUNCTION trap(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$BEGIN
                        IF session_user <> current_database() THEN
                            RAISE 'the trap runs as %', session_user;
                        END IF;
                        RETURN 1;
                    END$$;
                    CREATE TABLE item (id int); INSERT INTO item VALUES (1);
                    CREATE INDEX ON item ((trap(1) + id))""");
            assertThat(show("trap")).containsPattern("\n1 +8.0 kB +public.item\n");
        }
    }

    @Test
    void aServerWithoutTheLibrarySaysSo() throws SQLException {
        try (ServedFolder plain = ServedFolder.create();
                TestProxy other = TestProxy.with("embedded.directory=" + plain.path());
                Connection session = other.connect("new.plain")) {
            Sql.run(session, "SELECT 1");
            assertThat(CommandLineRun.of("show", "plain", "--set", "embedded.directory=" + Path.of("" + plain.path()))
                            .out())
                    .contains("\ntables: none\n", "queries: not known, because the server has no pg_stat_statements");
        }
    }
}
