package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.ServerUrl;
import org.dayfly.config.Settings;
import org.dayfly.config.WarmSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of servers holds URLs, and groups that say more about a server. */
final class ServerEntriesTest {
    @Test
    void readsServersWithAWeightAndALimitOfTheirOwn(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("proxy.conf"), """
                servers = [
                  "postgresql://a@db1"
                  { name = big, url = "postgresql://a@db2:5433", weight = 3, max = 1000 }
                ]
                directory = big
                databases.warm { min = 2, max = 9 }
                """);
        Settings settings = SettingsFile.read(Optional.of(file), Map.of(), List.of());
        ServerSettings small = ServerSettings.at(new ServerUrl("a", Optional.empty(), "db1", 5432));
        ServerSettings big =
                new ServerSettings("big", new ServerUrl("a", Optional.empty(), "db2", 5433), 3, OptionalInt.of(1000));
        assertThat(settings.cluster().servers()).containsExactly(small, big);
        assertThat(settings.cluster().directoryServer()).isEqualTo(big);
        assertThat(small.databases(settings.databases()).quota().databases()).isEqualTo(200);
        assertThat(big.databases(settings.databases()).quota().databases()).isEqualTo(1000);
        assertThat(settings.databases().warm().part(0, 1, 4)).isEqualTo(new WarmSettings(0, 2));
        assertThat(settings.databases().warm().part(1, 3, 4)).isEqualTo(new WarmSettings(2, 7));
    }
}
