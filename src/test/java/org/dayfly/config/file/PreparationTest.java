package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dayfly.config.Settings;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of new databases can be read, and PostgreSQL accepts the names of the extensions. */
final class PreparationTest {
    private final Path folder;

    PreparationTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeScripts() throws IOException {
        Files.createFile(folder.resolve("schema.sql"));
        Files.createFile(folder.resolve("seed.sql"));
    }

    private static Settings read(Optional<Path> file, Map<String, String> environment, String... flags) {
        return SettingsFile.read(file, environment, List.of(flags));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("my.conf"), text);
    }

    private static List<Path> init(Settings settings, String template) {
        return Objects.requireNonNull(settings.templates().byName().get(template))
                .preparation()
                .init();
    }

    private void assertRefused(String text, String... parts) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(Optional.of(file("\n" + text)), Map.of()))
                .withMessageContaining("my.conf, line 2: ")
                .withMessageContainingAll(parts);
    }

    @Test
    void findsFilesBesideTheSettingsFileThatListsThem() throws IOException {
        Files.createDirectory(folder.resolve("team"));
        Path theirs = Files.createFile(folder.resolve("team/schema.sql"));
        Files.writeString(folder.resolve("team/more.conf"), "templates.theirs.init = [schema.sql]");
        Path file = file("include \"team/more.conf\"\ntemplates.ours.init = [${NAME}\".sql\", \"" + theirs + "\"]");
        Settings settings = read(Optional.of(file), Map.of("NAME", "schema"));
        assertThat(init(settings, "theirs")).containsExactly(theirs);
        assertThat(init(settings, "ours")).containsExactly(folder.resolve("schema.sql"), theirs);
    }

    @Test
    void findsFilesOfFlagsAndVariablesInTheWorkingDirectory() throws IOException {
        Settings settings = read(
                Optional.of(file("templates.shop.init = [schema.sql]")),
                Map.of("DAYFLY_TEMPLATES_BLOG_INIT", "README.md"),
                "templates.shop.init=pom.xml, proxy.conf",
                "databases.init=" + folder.resolve("seed.sql"));
        assertThat(init(settings, "shop"))
                .containsExactly(
                        Path.of("pom.xml").toAbsolutePath(),
                        Path.of("proxy.conf").toAbsolutePath());
        assertThat(init(settings, "blog")).containsExactly(Path.of("README.md").toAbsolutePath());
        assertThat(settings.templates().fresh().init()).containsExactly(folder.resolve("seed.sql"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"templates.shop.init", "databases.init"})
    void refusesAFileThatIsNotThere(String key) {
        assertRefused(
                key + " = [seed.sql, nowhere.sql]",
                key + " lists \"nowhere.sql\", but " + folder.resolve("nowhere.sql") + " can't be read; give the path");
        assertRefused(key + " = [\"" + folder + "\"]", folder + " can't be read");
        assertRefused(key + " = [\"a\\u0000b\"]", key + " is no path of this system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"citext", "uuid-ossp", "Größe 7", "a.b", "\"half quoted"})
    void acceptsNamesOfExtensionsThatPostgresAccepts(String name) {
        assertThat(read(Optional.empty(), Map.of(), "databases.extensions=" + name)
                        .templates()
                        .fresh()
                        .extensions())
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-a",
                "a-",
                "a--b",
                "a/b",
                "a\\b",
                "a\0b",
                "é23456789é123456789é123456789é123456789é123456789é123456789"
            })
    void refusesNamesOfExtensionsThatPostgresRefuses(String name) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(Optional.empty(), Map.of(), "databases.extensions=" + name))
                .withMessageStartingWith("--set: databases.extensions is ");
    }
}
