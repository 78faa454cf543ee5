package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command diff tells what differs between two databases, and its exit status tells whether anything does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DiffTest {
    private static final String SCHEMA = """
            CREATE TABLE item (id integer PRIMARY KEY, name text, old text);
            CREATE TABLE gone (id integer);
            CREATE INDEX by_name ON item (name);
            CREATE TYPE colour AS ENUM ('red', 'green');
            CREATE VIEW names AS SELECT name FROM item;
            CREATE SEQUENCE number;
            CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
            INSERT INTO item (id) VALUES (1), (2), (3)""";

    private static final String CHANGES = """
            DROP TABLE gone;
            ALTER TABLE item ALTER id TYPE bigint, ALTER name SET NOT NULL, ALTER name SET DEFAULT 'x', DROP old,
                ADD added integer GENERATED ALWAYS AS IDENTITY, ADD CONSTRAINT positive CHECK (id > 0);
            DROP INDEX by_name; CREATE UNIQUE INDEX by_name ON item (name, id);
            ALTER TYPE colour ADD VALUE 'blue';
            ALTER TYPE colour RENAME VALUE 'red' TO 'dark red';
            CREATE OR REPLACE VIEW names AS SELECT name, 1 AS more FROM item;
            ALTER SEQUENCE number INCREMENT 2;
            CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 2';
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER noted AFTER INSERT ON item EXECUTE FUNCTION note();
            CREATE SCHEMA more;
            CREATE DOMAIN more.short AS text CHECK (length(value) < 9);
            CREATE TABLE more.thing (id integer PRIMARY KEY, name text);
            INSERT INTO more.thing VALUES (1, 'a');
            CREATE EXTENSION pg_trgm;
            ALTER TABLE item ENABLE ROW LEVEL SECURITY;
            CREATE POLICY mine ON item USING (id > 1)""";

    private final ServedFolder folder = ServedFolder.create();
    private TestProxy proxy;

    @BeforeAll
    void start(@TempDir Path files) throws Exception {
        Path script = Files.writeString(files.resolve("schema.sql"), SCHEMA);
        proxy = TestProxy.with("embedded.directory=" + folder.path(), "templates.shop.init=[\"" + script + "\"]");
    }

    @AfterAll
    void close() {
        proxy.close();
        folder.close();
    }

    private CommandLineRun diff(String... names) {
        List<String> words = new ArrayList<>(List.of("diff"));
        words.addAll(List.of(names));
        words.addAll(
                List.of("--set", "embedded.directory=" + folder.path(), "--set", "listen=127.0.0.1:" + proxy.port()));
        return CommandLineRun.of(words.toArray(String[]::new));
    }

    @Test
    void equalDatabasesHaveNoDifference() throws Exception {
        try (Connection source = proxy.connect("new.same")) {
            Sql.run(source, SCHEMA);
        }
        try (Connection copy = proxy.connect("copy.same.same-copy")) {
            assertThat(copy.isValid(5)).isTrue();
            assertThat(diff("same-copy")).isEqualTo(new CommandLineRun(0, "", ""));
            assertThat(diff("same", "same-copy")).isEqualTo(new CommandLineRun(0, "", ""));
        }
    }

    @Test
    void aCopyDiffersFromItsSourceByEachChange() throws Exception {
        try (Connection source = proxy.connect("new.source")) {
            Sql.run(source, SCHEMA);
        }
        try (Connection copy = proxy.connect("copy.source.changed")) {
            Sql.run(copy, "DELETE FROM item WHERE id = 2; UPDATE item SET name = 'n'; DROP VIEW names");
            Sql.run(
                    copy,
                    "CREATE VIEW names AS SELECT name FROM item; DROP VIEW names; "
                            + CHANGES.replace("CREATE OR REPLACE VIEW", "CREATE VIEW"));
            CommandLineRun run = diff("changed");
            assertThat(run.error()).isEmpty();
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out().lines())
                    .containsExactly(
                            "--- source",
                            "+++ changed",
                            "+ column public.item.added",
                            "~ column public.item.id: integer not null -> bigint not null",
                            "~ column public.item.name: text -> text not null default 'x'::text",
                            "- column public.item.old",
                            "+ constraint public.item.positive",
                            "+ domain more.short",
                            "+ extension pg_trgm",
                            "+ function public.note()",
                            "~ function public.one()",
                            "~ index public.by_name: CREATE INDEX by_name ON public.item USING btree (name)"
                                    + " -> CREATE UNIQUE INDEX by_name ON public.item USING btree (name, id)",
                            "+ policy public.item.mine",
                            "+ schema more",
                            "+ sequence public.item_added_seq",
                            "~ sequence public.number: bigint start 1 increment 1 minimum 1 maximum"
                                    + " 9223372036854775807 cache 1 -> bigint start 1 increment 2 minimum 1 maximum"
                                    + " 9223372036854775807 cache 1",
                            "+ table more.thing",
                            "- table public.gone",
                            "~ table public.item: none -> row security",
                            "+ trigger public.item.noted",
                            "~ type public.colour: enum 'red', 'green' -> enum 'dark red', 'green', 'blue'",
                            "~ view public.names",
                            "rows more.thing: 0 -> 1",
                            "rows public.item: 3 -> 2");
            assertThat(diff("changed", "source").out())
                    .contains("--- changed\n+++ source\n", "- schema more\n", "rows public.item: 2 -> 3\n");
        }
    }

    @Test
    void aCopyOfATemplateIsComparedWithAFreshCopyThatIsGoneAfterwards() throws Exception {
        try (Connection copy = proxy.connect("copy.shop.seeded")) {
            Sql.run(copy, "INSERT INTO item (id) VALUES (4)");
            assertThat(diff("seeded"))
                    .isEqualTo(new CommandLineRun(1, "--- shop\n+++ seeded\nrows public.item: 3 -> 4\n", ""));
        }
        Eventually.holds(
                "the fresh copy is gone",
                () -> !CommandLineRun.of("ls", "--set", "embedded.directory=" + folder.path())
                        .out()
                        .contains("dayfly diff"));
    }

    @Test
    void anErrorIsNoDifference() throws Exception {
        try (Connection session = proxy.connect("new.alone")) {
            Sql.run(session, "SELECT 1");
            CommandLineRun noSource = diff("alone");
            assertThat(noSource.status()).isEqualTo(2);
            assertThat(noSource.error())
                    .contains("database \"alone\" is no copy, so it has no source; name two databases")
                    .hasLineCount(1);
            CommandLineRun unknown = diff("alone", "nowhere");
            assertThat(unknown.status()).isEqualTo(2);
            assertThat(unknown.error())
                    .contains("there is no database or template \"nowhere\"")
                    .hasLineCount(1);
            assertThat(diff().status()).isEqualTo(2);
        }
    }

    @Test
    void aLockedTableIsAnErrorAndNotADifference() throws Exception {
        try (Connection session = proxy.connect("new.held");
                Connection other = proxy.connect("new.free")) {
            Sql.run(other, "CREATE TABLE item (id int CHECK (id > 0))");
            Sql.run(session, "CREATE TABLE item (id int CHECK (id > 0))", "BEGIN; LOCK TABLE item");
            CommandLineRun run = diff("held", "free");
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.error())
                    .contains("canceling statement due to lock timeout; try again")
                    .hasLineCount(1);
        }
    }
}
