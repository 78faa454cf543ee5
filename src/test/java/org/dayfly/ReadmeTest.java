package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** What the README says is so: its examples are run, its tables held against the code. */
@ExtendWith(TestServer.class)
final class ReadmeTest {
    private static final String PLACE = "localhost:6432";
    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void itsShellExamplesRun(Cluster cluster) throws Exception {
        assumeTrue(Programs.isInstalled("psql"), "psql is not installed");
        List<String> examples = find("```sh\n(.*?)```");
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        try (TestProxy proxy = TestProxy.before(cluster)) {
            for (String example : examples) {
                Process shell = new ProcessBuilder("sh", "-euc", example.replace("6432", "" + proxy.port()))
                        .redirectErrorStream(true)
                        .start();
                shell.getOutputStream().close();
                String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
                assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(shell.exitValue()).as(example + output).isZero();
            }
        }
    }

    @Test
    void itsJdbcUrlsLeadToADatabase(Cluster cluster) throws SQLException {
        // One that ends in a dot goes on.
        List<String> urls = find("(jdbc:postgresql://" + PLACE + "[^`\"\n]*[^`\"\n.])[`\"\n]");
        assertThat(urls).isNotEmpty();
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
    void itsSqlFindsAndExtendsTheDatabaseOfAKey(Cluster cluster) throws SQLException {
        String role = cluster.maintenanceRole();
        List<String> statements = List.of(
                find("\n## Administering it\n.*?```sql\n(.*?)```").get(0).split(";\n"));
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
    void itsRecipesAreInTheSamples() throws IOException {
        String recipes = find("\n### Recipes\n(.*?)\n### ").get(0);
        StringBuilder samples = new StringBuilder();
        for (String file : find(recipes, "\\]\\((src/samples/[^)]+\\.[a-z]+)\\)")) {
            samples.append(Files.readString(Path.of(file)));
        }
        // As the README says it, at the default place.
        String text = samples.toString()
                .replaceAll("\" \\+ DAYFLY \\+ \"|\\$?\\{(DAYFLY|dayfly:" + PLACE + ")}", PLACE)
                .replace('`', '\'')
                .replace("f\"", "\"")
                .replaceAll("\\s+", " ");
        List<String> blocks = find(recipes, "```\\w+\n(.*?)```");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(7);
        assertThat(blocks.stream().flatMap(String::lines).map(String::strip))
                .allSatisfy(line -> assertThat(text).contains(line));
    }

    @Test
    void itsSettingsAreTheDefaults() {
        Config defaults = ConfigFactory.parseResources(SettingsFile.class, "defaults.conf");
        Map<String, String> expected = new TreeMap<>();
        defaults.entrySet()
                .forEach(entry -> expected.put(
                        entry.getKey(),
                        entry.getValue().render(ConfigRenderOptions.concise()).replaceAll("^\"|\"$", "")));
        expected.put("embedded.settings", "{}");
        expected.put("templates", "{}");
        expected.put("limits.key-prefixes", "{}");
        assertThat(table("Settings")).isEqualTo(expected);
    }

    @Test
    void itsErrorsAreThoseThatThereAre() {
        assertThat(table("Errors").keySet())
                .isEqualTo(Stream.of(SqlState.values())
                        .filter(state -> state != SqlState.SUCCESSFUL_COMPLETION)
                        .map(SqlState::code)
                        .collect(Collectors.toSet()));
    }

    @Test
    void theFilesThatItNamesAreThere() {
        List<String> files = find("\\]\\(([^)#:]+)\\)");
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Path.of(file)).exists());
    }

    @Test
    void theTestsThatItNamesAreThere() throws IOException {
        Set<String> there;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            there = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(find("`(\\w+Test)`")).isNotEmpty().isSubsetOf(there);
    }

    /** First and second column of the table under a heading. */
    private Map<String, String> table(String heading) {
        String section = find("\n## " + heading + "\n(.*?)\n## ").get(0);
        Map<String, String> rows = new TreeMap<>();
        Pattern.compile("^\\| ([^|]+?) \\| ?([^|]*?) ?\\|", Pattern.MULTILINE)
                .matcher(section)
                .results()
                .skip(2)
                .forEach(row -> rows.put(bare(row.group(1)), bare(row.group(2))));
        return rows;
    }

    private static String bare(String cell) {
        return cell.replace("`", "");
    }

    private List<String> find(String pattern) {
        return find(readme, pattern);
    }

    private static List<String> find(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
