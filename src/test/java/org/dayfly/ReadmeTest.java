package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.file.SettingsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** The examples in the README and in the documents in src/site/markdown work. The tests run them. */
@ExtendWith(TestServer.class)
final class ReadmeTest {
    private static final String PLACE = "localhost:6432";
    private final Documents documents = Documents.read();

    @Test
    void theShellExamplesRun(Cluster cluster, @TempDir Path folder) throws Exception {
        assumeTrue(Programs.isInstalled("psql"), "psql is not installed");
        Path templates = Files.writeString(
                folder.resolve("proxy.conf"),
                documents.readme().find("```\n(templates \\{\n.*?)```").get(0));
        Files.writeString(folder.resolve("schema.sql"), "CREATE TABLE item (name citext)");
        Files.writeString(folder.resolve("seed.sql"), "INSERT INTO item VALUES ('apple')");
        int count = 0;
        for (Document document : documents.all()) {
            List<String> examples = document.find("```sh\n(.*?)```");
            count += examples.size();
            if (!examples.isEmpty()) {
                try (Proxy proxy = start(cluster, templates)) {
                    for (String example : examples) {
                        run(example.replace("6432", "" + proxy.place().port()));
                    }
                }
            }
        }
        assertThat(count).isGreaterThanOrEqualTo(9);
    }

    private static Proxy start(Cluster cluster, Path settings) throws IOException {
        return Proxy.start(
                SettingsFile.read(Optional.of(settings), Map.of(), List.of("listen=127.0.0.1:0", "drain=0")), cluster);
    }

    private static void run(String example) throws Exception {
        Process shell = new ProcessBuilder("sh", "-euc", example)
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.exitValue()).as(example + output).isZero();
    }

    @Test
    void theJdbcUrlsLeadToADatabase(Cluster cluster) throws SQLException {
        // A URL that ends in a dot is abbreviated.
        List<String> urls = documents.find("(jdbc:postgresql://" + PLACE + "[^`\"\n]*[^`\"\n.])[`\"\n]");
        assertThat(urls).hasSizeGreaterThanOrEqualTo(8);
        try (TestProxy proxy = TestProxy.before(cluster)) {
            for (String url : urls) {
                String here = url.replace(PLACE, "localhost:" + proxy.port());
                try (var connection = DriverManager.getConnection(here)) {
                    assertThat(connection.unwrap(PGConnection.class).getParameterStatus("dayfly.database"))
                            .startsWith("dayfly_");
                }
            }
        }
    }

    @Test
    void theSqlFindsAndExtendsTheDatabaseOfAKey(Cluster cluster) throws SQLException {
        String role = cluster.maintenanceRole();
        List<String> statements = List.of(documents
                .site("operations")
                .find("\n## Administration by SQL\n.*?```sql\n(.*?)```")
                .get(0)
                .split(";\n"));
        try (TestProxy proxy = TestProxy.before(cluster, "access.maintenance-roles=" + role + ":keeper");
                Connection session = proxy.connect("new.schema-1");
                Connection registry = proxy.connect(role, Map.of("password", "keeper"))) {
            assertThat(Sql.ask(registry, statements.get(0))).isEqualTo(Sql.ask(session, "SELECT current_database()"));
            Sql.run(registry, statements.get(1));
            assertThat(Sql.ask(registry, "SELECT time_left > '1 h 59 min' FROM ls WHERE key = 'schema-1'"))
                    .isEqualTo("t");
        }
    }

    @Test
    void theRecipesAreInTheSamples() throws IOException {
        assertIsInTheSamples("recipes", "\\w+", 8);
    }

    @Test
    void theTestsInJavaAreInTheSamples() throws IOException {
        assertIsInTheSamples("java-tests", "java", 2);
    }

    /** The code of a document is in the samples that the document links. */
    private void assertIsInTheSamples(String name, String language, int least) throws IOException {
        Document recipes = documents.site(name);
        StringBuilder samples = new StringBuilder();
        for (String link : recipes.links()) {
            if (link.matches(".*/samples/.+\\.[a-z]+")) {
                samples.append(Files.readString(recipes.target(link)));
            }
        }
        // Written as in the documents, with the default address.
        String text = samples.toString()
                .replaceAll("\" \\+ DAYFLY \\+ \"|\\$?\\{(DAYFLY|dayfly:" + PLACE + ")}", PLACE)
                .replace('`', '\'')
                .replace("f\"", "\"")
                .replaceAll("\\s+", " ");
        List<String> blocks = recipes.find("```" + language + "\n(.*?)```");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(least);
        assertThat(blocks.stream().flatMap(String::lines).map(String::strip))
                .allSatisfy(line -> assertThat(text).contains(line));
    }
}
