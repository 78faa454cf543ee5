package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.ExtensionAdvice;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README and the documents in src/site/markdown agree with the code and with each other. The tests compare the
 * tables, and follow the links.
 */
final class DocumentsTest {
    private static final int MOST_LINES = 300;

    private final Documents documents = Documents.read();

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
        assertThat(documents.site("settings").table("All settings")).isEqualTo(expected);
        assertThat(documents.readme().table("Settings that matter"))
                .hasSizeBetween(8, 12)
                .allSatisfy((key, value) -> assertThat(expected).containsEntry(key, value));
    }

    @Test
    void theSettingsForExtensionsAreSettingsOfDayfly(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("city.sql"), "");
        List<String> examples = documents.site("extensions").find("```hocon\n(.*?)```");
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
        Map<String, String> packages = documents.site("extensions").table("Install");
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
        assertThat(documents.site("errors").table("SQLSTATEs").keySet())
                .isEqualTo(Stream.of(SqlState.values()).map(SqlState::code).collect(Collectors.toSet()));
    }

    @Test
    void theLinksLeadToExistingFilesAndHeadings() throws IOException {
        int count = 0;
        for (Document document : documents.all()) {
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
        assertThat(documents.readme().text().lines().count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(documents.readme().links())
                .containsAll(documents.all().stream()
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
        assertThat(documents.find("`(\\w+Test)`"))
                .hasSizeGreaterThanOrEqualTo(20)
                .isSubsetOf(tests);
    }
}
