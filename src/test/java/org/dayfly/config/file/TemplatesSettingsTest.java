package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dayfly.config.Preparation;
import org.dayfly.config.Settings;
import org.dayfly.config.TemplateSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates have names that operators choose, and a few known keys each. */
final class TemplatesSettingsTest {
    private static final TemplateSettings EMPTY =
            new TemplateSettings(Preparation.NONE, Optional.empty(), Optional.empty());

    private final Path folder;

    TemplatesSettingsTest(@TempDir Path folder) {
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

    private TemplatesSettings templates(String text, String... flags) throws IOException {
        return read(Optional.of(file(text)), Map.of(), flags).templates();
    }

    private static TemplateSettings living(Duration ttl) {
        return new TemplateSettings(Preparation.NONE, Optional.of(ttl), Optional.empty());
    }

    private void assertRefused(String text, String... parts) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> templates("\n" + text))
                .withMessageContaining("my.conf, line 2: ")
                .withMessageContainingAll(parts);
    }

    @Test
    void readsTemplatesWithAllTheirKeys() throws IOException {
        Path schema = folder.resolve("schema.sql");
        Path seed = folder.resolve("seed.sql");
        assertThat(templates("""
                        databases { init = [seed.sql], extensions = [hstore] }
                        templates {
                          shop { init = ["schema.sql", "seed.sql"], extensions = [citext, "uuid-ossp"], ttl = 1h, idle = 0 }
                          Blank {}
                        }
                        """))
                .isEqualTo(new TemplatesSettings(
                        new Preparation(List.of(seed), List.of("hstore")),
                        Map.of(
                                "blank",
                                EMPTY,
                                "shop",
                                new TemplateSettings(
                                        new Preparation(List.of(schema, seed), List.of("citext", "uuid-ossp")),
                                        Optional.of(Duration.ofHours(1)),
                                        Optional.of(Duration.ZERO)))));
    }

    @Test
    void readsTheExampleInProxyConf() throws IOException {
        String example = Files.readAllLines(Path.of("proxy.conf")).stream()
                .filter(line -> line.startsWith("#     "))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));
        assertThat(templates(example).byName()).containsOnlyKeys("shop");
    }

    @Test
    void sortsTemplatesByName() throws IOException {
        assertThat(templates("templates { c {}, a {}, d {}, b {} }").byName().keySet())
                .containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest
    @CsvSource({
        "DAYFLY_TEMPLATES_SHOP_TTL, shop",
        "DAYFLY_TEMPLATES_MY_OLD_SHOP_TTL, my_old_shop",
        "DAYFLY_TEMPLATES_TTL_TTL, ttl",
        "DAYFLY_TEMPLATES_INIT_IDLE_TTL, init_idle"
    })
    void takesTheNameFromAllWordsOfAVariableButTheLast(String variable, String name) {
        assertThat(read(Optional.empty(), Map.of(variable, "2h")).templates().byName())
                .isEqualTo(Map.of(name, living(Duration.ofHours(2))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "7", "1e5", "_", "templates", "a23456789-123456789_123456789-123456789_12345678"})
    void acceptsEveryNameThatAKeyMayHave(String name) throws IOException {
        Map<String, TemplateSettings> expected = Map.of(name, living(Duration.ofHours(2)));
        assertThat(templates("templates { \"" + name + "\" { ttl = 2h } }").byName())
                .isEqualTo(expected);
        assertThat(templates("", "templates." + name + ".ttl=2h").byName()).isEqualTo(expected);
    }

    @Test
    void ignoresTheCaseOfNames() throws IOException {
        Settings settings = read(
                Optional.of(file("templates.Shop { ttl = 1h, idle = 1s, extensions = [citext] }")),
                Map.of("DAYFLY_TEMPLATES_SHOP_TTL", "2h", "DAYFLY_TEMPLATES_SHOP_IDLE", "2s"),
                "templates.shoP.idle=3s");
        assertThat(settings.templates().byName())
                .isEqualTo(Map.of(
                        "shop",
                        new TemplateSettings(
                                new Preparation(List.of(), List.of("citext")),
                                Optional.of(Duration.ofHours(2)),
                                Optional.of(Duration.ofSeconds(3)))));
        assertRefused(
                "templates { shop {}, SHOP {} }",
                "templates.shop",
                "templates.SHOP",
                "; give one of them another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "", "shop floor", "größe", "a23456789-123456789_123456789-123456789_123456789"})
    void refusesANameThatNoKeyMayHave(String name) {
        assertRefused(
                "templates { \"" + name + "\" {} }",
                "templates holds \"" + name + "\"",
                "write 1 to 48 of a-z 0-9 _ -");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "templates = 5 | templates is a group of keys",
                "templates = [shop] | templates is a group of keys",
                "templates.shop = schema.sql | templates.shop is a group of keys",
                "templates.shop = null | templates.shop is null",
                "templates.shop.ttl = null | templates.shop.ttl is null",
                "templates.shop.ttl = soon | templates.shop.ttl is \"soon\"; write a time",
                "templates.shop.idle = [1h] | templates.shop.idle holds a list",
                "templates.shop.init = { a = 1 } | templates.shop.init holds a group",
                "templates.shop.init = [[a]] | templates.shop.init holds a list",
                "templates.shop.extensions = [null] | templates.shop.extensions holds a null",
                "templates.shop.extensions = [\"a/b\"] | templates.shop.extensions is \"a/b\"; write the name of an",
                "databases.servers.extensions = [\"a--b\"] | databases.servers.extensions is \"a--b\"; write the name",
                "databases.extensions = [\"\"] | databases.extensions is \"\"; write the name of an extension",
                "templates.shop.inti = [] | templates.shop.inti is no key of dayfly; did you mean templates.shop.init?",
                "templates.shop.extension = [] | did you mean templates.shop.extensions?",
                "templates.Shop.max-ttl = 1h | did you mean templates.shop.ttl?",
                "templates.init = [schema.sql] | templates.init is a group of keys",
                "template.shop.ttl = 1h | template.shop.ttl is no key of dayfly; did you mean templates.shop.ttl?",
                "templats { shop { init = [] } } | did you mean templates.shop.init?"
            })
    void refusesAMistakeWithItsLine(String text, String message) {
        assertRefused(text, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "templates.shop=x | --set: templates.shop is a group of keys; write templates.shop.init=value",
                "templates=x | --set: templates is a group of keys; write templates.NAME.init=value",
                "templates.shop.inti=x | --set: templates.shop.inti is no key of dayfly; did you mean templates.shop.init?",
                "templates.a.b.ttl=1h | --set: templates.a.b.ttl is no key of dayfly; did you mean templates.a.ttl?",
                "templates..ttl=1h | --set: templates holds \"\"",
                "templates.shop.init=nowhere.sql | --set: templates.shop.init lists \"nowhere.sql\""
            })
    void refusesAMistakeInAFlag(String flag, String message) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(Optional.empty(), Map.of(), flag))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DAYFLY_TEMPLATES | write DAYFLY_TEMPLATES_NAME_INIT=value",
                "DAYFLY_TEMPLATES_SHOP | did you mean DAYFLY_TEMPLATES_SHOP_",
                "DAYFLY_TEMPLATES_MY_SHOP_INTI | did you mean DAYFLY_TEMPLATES_MY_SHOP_INIT?",
                "DAYFLY_TEMPLATES__INIT | DAYFLY_TEMPLATES__INIT: templates holds \"\"",
                "DAYFLY_TEMPLATES_SHOP_TTL | DAYFLY_TEMPLATES_SHOP_TTL: templates.shop.ttl is \"x\"; write a time"
            })
    void refusesAMistakeInAVariable(String variable, String message) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(Optional.empty(), Map.of(variable, "x")))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "templates.shop.ttl=25h | templates.shop.ttl is 25 h, above databases.max-ttl, 1 d; lower",
                "templates.shop.ttl=0 | templates.shop.ttl is 0 (no limit), above databases.max-ttl, 1 d; lower",
                "templates.shop.ttl=1ms | templates.shop.ttl is 1 ms",
                "templates.shop.idle=1ms | templates.shop.idle is 1 ms"
            })
    void refusesTimesThatDatabasesMayNotHave(String flag, String message) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(Optional.empty(), Map.of(), flag))
                .withMessageContaining(message);
    }

    @Test
    void acceptsATtlWithoutLimitIfThereIsNoMaximum() throws IOException {
        assertThat(templates("", "databases.max-ttl=0", "templates.shop.ttl=0").byName())
                .isEqualTo(Map.of("shop", living(Duration.ZERO)));
    }
}
