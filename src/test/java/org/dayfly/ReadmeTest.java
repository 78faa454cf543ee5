package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * The README and the documents in src/site/markdown are true: the tests run the examples, compare the tables with the
 * code and follow the links.
 */
@ExtendWith(TestServer.class)
final class ReadmeTest {
    private static final String PLACE = "localhost:6432";
    private static final Path README = Path.of("README.md");
    private static final Path SITE = Path.of("src/site/markdown");
    private static final int MOST_LINES = 300;

    private final List<Document> documents;

    ReadmeTest() throws IOException {
        documents = new ArrayList<>(List.of(Document.read(README)));
        try (Stream<Path> files = Files.list(SITE)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                documents.add(Document.read(file));
            }
        }
    }

    @Test
    void theShellExamplesRun(Cluster cluster, @TempDir Path folder) throws Exception {
        assumeTrue(Programs.isInstalled("psql"), "psql is not installed");
        Path templates = Files.writeString(
                folder.resolve("proxy.conf"),
                readme().find("```\n(templates \\{\n.*?)```").get(0));
        Files.writeString(folder.resolve("schema.sql"), "CREATE TABLE item (name citext)");
        Files.writeString(folder.resolve("seed.sql"), "INSERT INTO item VALUES ('apple')");
        int count = 0;
        for (Document document : documents) {
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
        List<String> urls = find("(jdbc:postgresql://" + PLACE + "[^`\"\n]*[^`\"\n.])[`\"\n]");
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
        List<String> statements = List.of(site("operations")
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
        Document recipes = site("recipes");
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
        List<String> blocks = recipes.find("```\\w+\n(.*?)```");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(8);
        assertThat(blocks.stream().flatMap(String::lines).map(String::strip))
                .allSatisfy(line -> assertThat(text).contains(line));
    }

    @Test
    void theTablesOfSettingsHaveTheDefaults() {
        Config defaults = ConfigFactory.parseResources(SettingsFile.class, "defaults.conf");
        Map<String, String> expected = new TreeMap<>();
        defaults.entrySet()
                .forEach(entry -> expected.put(
                        entry.getKey(),
                        entry.getValue().render(ConfigRenderOptions.concise()).replaceAll("^\"|\"$", "")));
        expected.put("embedded.settings", "{}");
        expected.put("embedded.versions", "{}");
        expected.put("templates", "{}");
        expected.put("limits.key-prefixes", "{}");
        assertThat(site("settings").table("All settings")).isEqualTo(expected);
        assertThat(readme().table("Settings that matter"))
                .hasSizeBetween(8, 12)
                .allSatisfy((key, value) -> assertThat(expected).containsEntry(key, value));
    }

    @Test
    void theSettingsForExtensionsAreSettingsOfDayfly(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("city.sql"), "");
        List<String> examples = site("extensions").find("```hocon\n(.*?)```");
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        for (String example : examples) {
            Path file = Files.writeString(folder.resolve("proxy.conf"), example);
            assertThatCode(() -> SettingsFile.read(Optional.of(file), Map.of(), List.of()))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theTableOfPackagesHasThoseOfTheErrorMessages() {
        ExtensionAdvice advice = new ExtensionAdvice(ExtensionAdvice.Source.INSTALLATION, 15);
        Map<String, String> packages = site("extensions").table("Install");
        packages.remove("others");
        assertThat(packages)
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy((extensions, name) -> assertThat(extensions.split(", "))
                        .allSatisfy(
                                extension -> assertThat(advice.on("extension \"" + extension + "\" is not available"))
                                        .hasValueSatisfying(problem ->
                                                assertThat(problem.step()).contains("Debian package " + name + ")"))));
    }

    @Test
    void theTableOfErrorsHasEverySqlState() {
        assertThat(site("errors").table("SQLSTATEs").keySet())
                .isEqualTo(Stream.of(SqlState.values()).map(SqlState::code).collect(Collectors.toSet()));
    }

    @Test
    void theLinksLeadToExistingFilesAndHeadings() throws IOException {
        int count = 0;
        for (Document document : documents) {
            for (String link : document.links()) {
                count++;
                Path target = document.target(link);
                assertThat(target).as("%s: %s", document.file(), link).exists();
                if (link.contains("#")) {
                    assertThat(Document.read(target).anchors())
                            .as("%s: %s", document.file(), link)
                            .contains(link.replaceAll("^[^#]*#", ""));
                }
            }
        }
        assertThat(count).isGreaterThanOrEqualTo(40);
    }

    @Test
    void theReadmeIsShortAndLinksEachDocument() {
        assertThat(readme().text().lines().count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(readme().links())
                .containsAll(documents.stream()
                        .skip(1)
                        .map(document -> document.file().toString().replace('\\', '/'))
                        .toList());
    }

    @Test
    void theTestsNamedInTheDocumentsExist() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(find("`(\\w+Test)`")).hasSizeGreaterThanOrEqualTo(20).isSubsetOf(tests);
    }

    private Document readme() {
        return documents.get(0);
    }

    private Document site(String name) {
        return documents.stream()
                .filter(document -> document.file().equals(SITE.resolve(name + ".md")))
                .findFirst()
                .orElseThrow();
    }

    /** The matches in all documents. */
    private List<String> find(String pattern) {
        return documents.stream()
                .flatMap(document -> document.find(pattern).stream())
                .toList();
    }
}
