package org.dayfly.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Statements about the registry's databases are in the files of the schema, and each rule is stated once. */
class StatementsTest {
    private static final Path MAIN = Path.of("src/main");
    private static final Path SCHEMA = Path.of("src/main/resources/org/dayfly/server/registry");
    private static final Pattern TABLE =
            Pattern.compile("registry\\.(lease|reclaimed|server_run|directory|proxy)\\b(?!\\.)");
    private static final Pattern END_OF_SERVICE =
            Pattern.compile("UPDATE registry\\.lease\\b[^;]*\\bSET\\b[^;]*\\bstate = 'reclaiming'[^;]*;");
    private static final Pattern REASON =
            Pattern.compile("registry\\.reclaim\\((?:ARRAY\\[[^\\]]*\\]|\\w+), '([^']*)'");
    private static final Pattern RESTS = Pattern.compile("\\b(rests|last_rest|changed|copied|seal_due)\\b");

    private static Map<String, String> files(Path folder, Predicate<String> named) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(each -> named.test(each.toString())).toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    /** The files of the schema, without comments. */
    private static Map<String, String> schema() throws IOException {
        Map<String, String> files = files(SCHEMA, name -> name.endsWith(".sql"));
        files.replaceAll((name, sql) -> sql.replaceAll("--.*", ""));
        return files;
    }

    private static List<String> having(Map<String, String> files, Pattern pattern) {
        return files.entrySet().stream()
                .filter(file -> pattern.matcher(file.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void javaCallsFunctionsAndNamesNoTable() throws IOException {
        Map<String, String> java = files(MAIN, name -> name.endsWith(".java"));
        assertThat(java).hasSizeGreaterThan(100);
        assertThat(having(java, TABLE)).isEmpty();
    }

    @Test
    void oneStatementTakesDatabasesOutOfService() throws IOException {
        List<String> statements = schema().values().stream()
                .flatMap(sql -> END_OF_SERVICE.matcher(sql).results())
                .map(found -> found.group().replaceAll("\\s+", " "))
                .toList();
        assertThat(statements)
                .containsExactly("UPDATE registry.lease SET state = 'reclaiming', reason = coalesce(reason, why),"
                        + " term = coalesce(term, its_term), retry_at = now() WHERE name = ANY (names);");
    }

    @Test
    void eachReasonThatTheSchemaWritesIsKnownToJava() throws IOException {
        List<String> codes = schema().values().stream()
                .flatMap(sql -> REASON.matcher(sql).results())
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(codes).contains("aged", "idle", "evicted", "reset");
        assertThat(Stream.of(Reason.values()).map(Reason::code)).containsAll(codes);
    }

    @Test
    void theColumnsOfRestsAreInOneFile() throws IOException {
        assertThat(having(schema(), RESTS)).containsExactly("comments.sql", "rests.sql", "tables.sql");
    }

    @Test
    void linesAreShort() throws IOException {
        assertThat(having(files(SCHEMA, name -> name.endsWith(".sql")), Pattern.compile(".{121}")))
                .isEmpty();
    }
}
