package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.server.EmbeddedPlace;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.SettingsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of servers holds URLs, and groups that say more about a server. */
final class ServerEntriesTest {
    @TempDir
    private @Nullable Path folder;

    @Test
    void readsServersThatDayflyRunsItself() {
        Settings settings = read("servers = [{ name = pg16, home = \"/usr/lib/postgresql/16\", weight = 2 },"
                + " { name = own, home = \"\" }]\nembedded.directory = \"/var/lib/dayfly\"");
        EmbeddedPlace debian = new EmbeddedPlace("pg16", Optional.of(Path.of("/usr/lib/postgresql/16")));
        EmbeddedPlace own = new EmbeddedPlace("own", Optional.empty());
        assertThat(settings.cluster().servers())
                .containsExactly(
                        new ServerSettings("pg16", debian, 2, OptionalInt.empty()),
                        new ServerSettings("own", own, 1, OptionalInt.empty()));
        assertThat(settings.cluster().embedded().at(debian))
                .isEqualTo(new EmbeddedSettings(
                        Optional.of(Path.of("/var/lib/dayfly")),
                        Optional.of("pg16"),
                        debian.home(),
                        Map.of(),
                        Map.of(),
                        false));
    }

    @Test
    void aRelativeHomeStartsInTheFolderOfTheFile() {
        Settings settings = read("servers = [{ name = built, home = pg/16 }]\nembedded.home = pg/17");
        Path home = Objects.requireNonNull(folder).resolve("pg");
        assertThat(settings.cluster().servers().get(0).place())
                .isEqualTo(new EmbeddedPlace("built", Optional.of(home.resolve("16"))));
        assertThat(settings.cluster().embedded().home()).hasValue(home.resolve("17"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    { name = a }                              | without a url or a home; write { url
                    { name = a, url = "x://b", home = "/c" }  | both a url and a home; write
                    { home = "/usr" }                         | with a home and no name; write
                    { name = "a/b", home = "/usr" }           | can't be the name of its folder; write letters
                    { name = "..", home = "/usr" }            | can't be the name of its folder; write letters
                    """)
    void refusesServersOfNoPlaceOrOfTwo(String server, String why) {
        assertThatThrownBy(() -> read("servers = [" + server + "]"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(why);
    }

    private Settings read(String text) {
        try {
            Path file = Files.writeString(Objects.requireNonNull(folder).resolve("proxy.conf"), text);
            return SettingsFile.read(Optional.of(file), Map.of(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsServersWithAWeightAndALimitOfTheirOwn() {
        Settings settings = read("""
                servers = [
                  "postgresql://a@db1"
                  { name = big, url = "postgresql://a@db2:5433", weight = 3, max = 1000 }
                ]
                directory = big
                databases.warm { min = 2, max = 9 }
                """);
        ServerSettings small = ServerSettings.at(new ServerUrl("a", Optional.empty(), "db1", 5432));
        ServerSettings big =
                new ServerSettings("big", new ServerUrl("a", Optional.empty(), "db2", 5433), 3, OptionalInt.of(1000));
        assertThat(settings.cluster().servers()).containsExactly(small, big);
        assertThat(settings.cluster().directoryServer()).isEqualTo(big);
        assertThat(small.databases(settings.databases()).quota().databases()).isEqualTo(200);
        assertThat(big.databases(settings.databases()).quota().databases()).isEqualTo(1000);
        assertThat(settings.databases().warm().part(0, 1, 4)).isEqualTo(new WarmSettings(0, 2, 4L << 30));
        assertThat(settings.databases().warm().part(1, 3, 4)).isEqualTo(new WarmSettings(2, 7, 4L << 30));
    }
}
