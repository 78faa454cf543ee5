package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.config.server.ServerUrl;
import org.junit.jupiter.api.Test;

/** What one of several servers gets of the settings that are totals, and what it has for itself. */
final class ServerShareTest {
    private static final String FIRST = "postgresql://a@db1";
    private static final String SECOND = "postgresql://a@db2";

    private final Settings settings = SettingsFile.read(
            Optional.empty(),
            Map.of(),
            List.of(
                    "servers=[{url=\"" + FIRST + "\", weight=3}, {url=\"" + SECOND + "\", max=7}]",
                    "databases.max=100",
                    "databases.warm.min=5",
                    "databases.warm.max=9"));

    private DatabaseSettings of(String url) {
        return ServerShare.of(() -> settings, Optional.of(ServerUrl.parse(url))).get();
    }

    @Test
    void warmDatabasesAreSharedByWeight() {
        assertThat(of(FIRST).warm()).isEqualTo(new WarmSettings(3, 6, 4L << 30));
        assertThat(of(SECOND).warm()).isEqualTo(new WarmSettings(2, 3, 4L << 30));
    }

    @Test
    void aServerHasItsOwnMaxOrThatOfAll() {
        assertThat(of(FIRST).quota().databases()).isEqualTo(100);
        assertThat(of(SECOND).quota().databases()).isEqualTo(7);
    }

    @Test
    void aServerThatIsNoLongerListedHasNoWarmDatabases() {
        assertThat(of("postgresql://a@db3").warm()).isEqualTo(WarmSettings.NONE);
    }
}
