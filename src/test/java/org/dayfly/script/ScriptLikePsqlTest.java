package org.dayfly.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dayfly.Programs;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script makes the same database in dayfly as in psql: pg_dump shows no difference. */
@TestInstance(Lifecycle.PER_CLASS)
final class ScriptLikePsqlTest {
    private final Path folder;
    /** A server of the oldest version, which every pg_dump can read. */
    private final ExternalServer server = ExternalServer.start(14);

    private final Cluster cluster = ExternalCluster.at(server.url());

    ScriptLikePsqlTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void assumeThatTheProgramsAreInstalled() {
        for (String program : List.of("psql", "pg_dump")) {
            assumeTrue(Programs.isInstalled(program), program + " is not installed");
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
        server.close();
    }

    private String output(ScratchDatabase database, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGHOST", server.url().host());
        builder.environment().put("PGPORT", "" + server.url().port());
        builder.environment().put("PGUSER", server.url().role());
        builder.environment()
                .put("PGPASSWORD", server.url().password().map(Secret::value).orElseThrow());
        builder.environment().put("PGDATABASE", database.name());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private void psql(ScratchDatabase database, Path script) throws Exception {
        output(database, "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", script.toString());
    }

    private static void run(ScratchDatabase database, Path script) throws Exception {
        try (Connection connection = database.connect()) {
            new ScriptRun(connection).run(List.of(script));
        }
    }

    private Path dump(ScratchDatabase database, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("pg_dump"));
        command.addAll(List.of(options));
        return Files.writeString(folder.resolve("dump.sql"), output(database, command.toArray(String[]::new)));
    }

    private List<String> dumped(ScratchDatabase database) throws Exception {
        return Files.readAllLines(dump(database)).stream()
                // These lines hold a random word.
                .filter(line -> !line.matches("\\\\(un)?restrict .*"))
                .toList();
    }

    private Path shop() throws IOException {
        Path shop = folder.resolve("shop.sql");
        try (InputStream in = ScriptLikePsqlTest.class.getResourceAsStream("shop.sql")) {
            return Files.write(shop, Objects.requireNonNull(in).readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aWrittenScriptMakesTheSameDatabase(String lineEnd) throws Exception {
        Path script = shop();
        Files.writeString(script, Files.readString(script).replace("\n", lineEnd));
        try (ScratchDatabase ofPsql = ScratchDatabase.make(cluster, "of_psql");
                ScratchDatabase ours = ScratchDatabase.make(cluster, "ours")) {
            psql(ofPsql, script);
            run(ours, script);
            assertThat(dumped(ours))
                    .isEqualTo(dumped(ofPsql))
                    .contains("CREATE FUNCTION shop.logged() RETURNS trigger");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-owner --no-privileges", "--inserts", "--clean --if-exists"})
    void aDumpMakesTheSameDatabaseAgain(String options) throws Exception {
        try (ScratchDatabase source = ScratchDatabase.make(cluster, "source");
                ScratchDatabase copy = ScratchDatabase.make(cluster, "copy")) {
            psql(source, shop());
            run(copy, dump(source, options.split(" ")));
            assertThat(dumped(copy))
                    .isEqualTo(dumped(source))
                    .contains("CREATE FUNCTION shop.logged() RETURNS trigger");
        }
    }

    /** The places where a semicolon ends a statement or does not, each case a row. */
    @Test
    void statementsEndAtTheSamePlaces() throws Exception {
        Path script = Files.writeString(folder.resolve("nasty.sql"), """
                CREATE TABLE seen (number serial, what text);
                INSERT INTO seen (what) VALUES ('a;--'), (E'b\\';''\\\\'), (U&'c\\003b;'), (N'd\\'), ('e'
                    ';'), (E'f;' -- ;
                    '\\\\'), ($$g;'$$), ($h$;$$;$H$h$);INSERT INTO seen (what) VALUES ('i');;;
                INSERT INTO seen (what) SELECT 'j' /* ; /* ; */ '; */ || "k;" FROM (SELECT 'k' AS "k;") AS k -- ;
                ;
                INSERT INTO seen (what) SELECT 1+--;
                    1*/*;*/2;
                CREATE TABLE a$b$ (c int); INSERT INTO seen (what) SELECT 'l' || count(*) FROM a$b$;
                PREPARE p(text) AS INSERT INTO seen (what) VALUES ($1); EXECUTE p('m;'); DEALLOCATE p;
                SET standard_conforming_strings = off; SET escape_string_warning = off;
                INSERT INTO seen (what) VALUES ('n\\';');
                SET standard_conforming_strings = on;
                INSERT INTO seen (what) SELECT 'o;'::text""");
        try (ScratchDatabase ofPsql = ScratchDatabase.make(cluster, "of_psql");
                ScratchDatabase ours = ScratchDatabase.make(cluster, "ours")) {
            psql(ofPsql, script);
            run(ours, script);
            String query = "SELECT string_agg(number || what, E'\\n' ORDER BY number) FROM seen";
            assertThat(ours.ask(query)).isEqualTo(ofPsql.ask(query)).contains("12l0", "13m;", "14n';");
        }
    }
}
