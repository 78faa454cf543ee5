package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * dayfly makes the templates of proxy.conf at start, and again when their files change. When a script fails, the
 * previous template stays in use.
 */
@ExtendWith(TestServer.class)
final class TemplateTest {
    private final Cluster cluster;
    private final Path folder;
    private final String name = "template-" + Long.toString(System.nanoTime(), 36);

    private @Nullable TestProxy proxy;

    TemplateTest(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    @AfterEach
    void close() {
        if (proxy != null) {
            proxy.close();
        }
    }

    private Path script(String file, String sql) throws IOException {
        return Files.writeString(folder.resolve(file), sql);
    }

    private TestProxy proxy(String... settings) {
        proxy = TestProxy.before(cluster, settings);
        return proxy;
    }

    private String init(Path... scripts) {
        return "templates." + name + ".init="
                + String.join(
                        ",",
                        java.util.Arrays.stream(scripts).map(Path::toString).toList());
    }

    @Test
    void eachCopyOwnsWhatTheScriptsOfItsTemplateMade() throws Exception {
        Path schema = script(
                "schema.sql", "CREATE TABLE item (name text);\nCREATE VIEW many AS SELECT count(*) FROM item;\n");
        Path seed = script("seed.sql", "COPY item (name) FROM stdin;\none\ntwo\n\\.\n");
        TestProxy proxy =
                proxy(init(schema, seed), "templates." + name + ".extensions=citext", "templates." + name + ".ttl=2h");
        try (Connection copy = proxy.connect("copy." + name)) {
            assertThat(Sql.ask(copy, "TABLE many")).isEqualTo("2");
            Sql.run(copy, "ALTER TABLE item ADD more citext; DROP VIEW many; DROP TABLE item; CREATE TABLE item ()");
            assertThat(Sql.ask(copy, "SELECT current_user <> session_user")).isEqualTo("f");
        }
        try (Connection shared = proxy.connect("copy." + name + ".for-" + name);
                Connection joined = proxy.connect("new.for-" + name)) {
            Sql.run(shared, "INSERT INTO item VALUES ('three')");
            assertThat(Sql.ask(joined, "TABLE many")).isEqualTo("3");
            try (Connection reset = proxy.connect("reset.for-" + name)) {
                assertThat(Sql.ask(reset, "TABLE many")).isEqualTo("2");
            }
        }
    }

    @Test
    void aTemplateIsMadeAgainOnlyWhenAFileChanges() throws Exception {
        Path schema = script(
                "schema.sql",
                "CREATE TABLE one (); CREATE TABLE oid AS SELECT oid FROM pg_database WHERE datname = current_database()");
        TestProxy proxy = proxy(init(schema));
        String first = copied(proxy, "TABLE oid");
        proxy.reload(init(schema));
        assertThat(copied(proxy, "TABLE oid")).isEqualTo(first);
        script("schema.sql", "CREATE TABLE two ()");
        assertThat(copied(proxy, "SELECT to_regclass('two')")).isEqualTo("null");
        proxy.reload(init(schema));
        assertThat(copied(proxy, "SELECT to_regclass('two')")).isEqualTo("two");
    }

    @Test
    void afterAScriptThatFailsThePreviousTemplateStaysInUse() throws Exception {
        Path schema = script("schema.sql", "CREATE TABLE one ()");
        TestProxy proxy = proxy(init(schema));
        script("schema.sql", "CREATE TABLE two ();\n\nCREATE TABLE two ();\n");
        proxy.reload(init(schema));
        assertThat(copied(proxy, "SELECT to_regclass('one')")).isEqualTo("one");
        proxy.close();
        assertThat(copied(proxy(init(schema)), "SELECT to_regclass('one')")).isEqualTo("one");
    }

    @Test
    void copiesOfATemplateThatWasNeverMadeAreRefusedAndNewDatabasesWork() throws Exception {
        TestProxy proxy = proxy(init(script("schema.sql", "CREATE TABL one ()")));
        assertRefused("58000", () -> proxy.connect("copy." + name))
                .hasMessageContaining("template \"" + name + "\"")
                .hasMessageContaining("log");
        try (Connection fresh = proxy.connect("new")) {
            assertThat(fresh.isValid(5)).isTrue();
        }
    }

    @Test
    void aTemplateThatAnAdministratorDroppedIsMadeAgainForTheNextCopy() throws Exception {
        TestProxy proxy = proxy(
                init(script("schema.sql", "CREATE TABLE one ()")),
                "reaper.interval=500ms",
                "databases.warm.min=0",
                "databases.warm.max=0");
        assertThat(copied(proxy, "SELECT to_regclass('one')")).isEqualTo("one");
        RegistryProbe registry = RegistryProbe.on(cluster);
        registry.all().templates().make().reclaiming();
        assertThat(copied(proxy, "SELECT to_regclass('one')")).isEqualTo("one");
        Eventually.sees(
                "the templates are gone",
                List.of(),
                () -> registry.all().inState("reclaiming").names());
        try (Connection fresh = proxy.connect("new")) {
            assertThat(fresh.isValid(5)).isTrue();
        }
    }

    @Test
    void aTemplateThatTheServerCannotCopyIsMadeAgainOnceAndThenClientsAreRefused() throws Exception {
        TestProxy proxy = proxy(
                init(script("schema.sql", "CREATE TABLE one ()")), "databases.warm.min=0", "databases.warm.max=0");
        dropWithoutDayfly();
        assertThat(copied(proxy, "SELECT to_regclass('one')")).isEqualTo("one");
        dropWithoutDayfly();
        assertRefused("58000", () -> proxy.connect("copy." + name))
                .hasMessageContaining("cannot copy the template of the database")
                .hasMessageContaining("dayfly's log");
    }

    private void dropWithoutDayfly() throws SQLException {
        String template =
                RegistryProbe.on(cluster).all().inState("sealed").ofSource(name).name();
        Sql.run(cluster, "ALTER DATABASE " + template + " IS_TEMPLATE false", "DROP DATABASE " + template);
    }

    @Test
    void aTableThatCannotBeAnalyzedDoesNotPreventTheTemplateOrTheAnalysisOfOtherTables() throws Exception {
        String schema = """
                CREATE FUNCTION inner_of(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
                CREATE FUNCTION plain(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN inner_of(t); END';
                CREATE TABLE a (name text); CREATE INDEX ON a (plain(name)); INSERT INTO a VALUES ('A');
                CREATE TABLE z AS SELECT generate_series(1, 7);
                """;
        TestProxy proxy = proxy(init(script("schema.sql", schema)), "databases.init=" + folder.resolve("schema.sql"));
        String question = "SELECT (SELECT count(*) FROM a WHERE plain(name) = 'a') || ' '"
                + " || (SELECT reltuples FROM pg_class WHERE relname = 'z')";
        assertThat(copied(proxy, question)).isEqualTo("1 7");
        try (Connection fresh = proxy.connect("new")) {
            assertThat(Sql.ask(fresh, question)).isEqualTo("1 7");
        }
    }

    @Test
    void theNameOfATemplateIsNotAKey() throws Exception {
        TestProxy proxy = proxy(init(script("schema.sql", "")));
        for (String user : new String[] {"new." + name, "reset." + name, "copy." + name + "." + name}) {
            assertRefused("28000", () -> proxy.connect(user)).hasMessageContaining("connect as \"copy." + name + "\"");
        }
    }

    @Test
    void theInitialContentIsInAllDatabasesThatAreNotCopies() throws Exception {
        Path init = script(
                "init.sql",
                "CREATE TABLE of_all AS SELECT 42 AS answer; CREATE TABLE " + "t" + System.nanoTime() + " ()");
        TestProxy proxy = proxy("databases.init=" + init, "databases.extensions=citext");
        for (String user : new String[] {"new", "new.begun-" + name, "reset.begun-" + name}) {
            try (Connection session = proxy.connect(user)) {
                assertThat(Sql.ask(session, "SELECT answer FROM of_all WHERE 'A'::citext = 'a'"))
                        .isEqualTo("42");
                Sql.run(session, "DROP TABLE of_all");
            }
        }
    }

    private String copied(TestProxy proxy, String question) throws SQLException {
        try (Connection copy = proxy.connect("copy." + name)) {
            return Sql.ask(copy, question);
        }
    }
}
