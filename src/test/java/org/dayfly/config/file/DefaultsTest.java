package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dayfly.config.AccessSettings;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.KeptSettings;
import org.dayfly.config.ListenSettings;
import org.dayfly.config.Preparation;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.ReaperSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.SessionSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.StatusSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.config.TlsMode;
import org.dayfly.config.TlsSettings;
import org.dayfly.config.Transport;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.WholeServerSettings;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.config.value.HostPort;
import org.dayfly.telemetry.LogSettings;
import org.junit.jupiter.api.Test;

/** The defaults in proxy.conf, the built-in defaults, and the defaults that users rely on are the same. */
final class DefaultsTest {
    private static final Path PROXY_CONF = Path.of("proxy.conf");

    /** A setting in a comment has no blank after the #; prose has a blank. */
    private static final Pattern COMMENTED = Pattern.compile("^#([^# ].*)$", Pattern.MULTILINE);

    /** The values by key; a group without values is left out. */
    static Map<String, Object> values(Config config) {
        Map<String, Object> values = new TreeMap<>();
        collect("", config.root(), values);
        return values;
    }

    private static void collect(String above, ConfigObject group, Map<String, Object> values) {
        for (Map.Entry<String, ConfigValue> each : group.entrySet()) {
            if (each.getValue() instanceof ConfigObject inner) {
                collect(above + each.getKey() + ".", inner, values);
            } else {
                values.put(above + each.getKey(), each.getValue().unwrapped());
            }
        }
    }

    @Test
    void proxyConfHoldsEachDefaultAsAComment() throws IOException {
        String uncommented = COMMENTED
                .matcher(Files.readString(PROXY_CONF))
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(ConfigFactory.parseString(uncommented)).isEqualTo(SettingsFile.readDefaults());
    }

    @Test
    void proxyConfExplainsEachSettingInTheLineAbove() throws IOException {
        List<String> lines = Files.readAllLines(PROXY_CONF);
        for (int i = 1; i < lines.size(); i++) {
            if (COMMENTED.matcher(lines.get(i)).matches()) {
                assertThat(lines.get(i - 1)).as("above " + lines.get(i)).startsWith("# ");
            }
        }
    }

    @Test
    void proxyConfAsDeliveredGivesTheDefaults() {
        assertThat(SettingsFile.read(Optional.of(PROXY_CONF), Map.of(), List.of()))
                .isEqualTo(SettingsFile.defaults());
    }

    @Test
    void theDefaultsHaveTheseValues() {
        assertThat(SettingsFile.defaults())
                .isEqualTo(new Settings(
                        new ListenSettings(
                                new HostPort("127.0.0.1", 6432),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Transport.AUTO,
                                Duration.ofSeconds(15),
                                500),
                        new TlsSettings(TlsMode.DISABLE, Optional.empty(), Optional.empty(), false, Optional.empty()),
                        new AccessSettings(false, Optional.empty(), List.of(), List.of(), List.of()),
                        new SessionSettings(1000, Duration.ofSeconds(30)),
                        new DatabaseSettings(
                                new DatabaseSettings.Life(
                                        Duration.ofMinutes(30),
                                        Duration.ofHours(24),
                                        Duration.ofMinutes(10),
                                        Duration.ofHours(1)),
                                QuotaSettings.ofDatabases(200),
                                new RoleSettings(200, Duration.ZERO, Duration.ZERO),
                                new CopySettings(Duration.ofSeconds(10), CopyOwner.ROLE),
                                new WarmSettings(2, 20, 4L << 30),
                                new WholeServerSettings(20, 0, 4, List.of()),
                                new KeptSettings(20, 10, Duration.ofMinutes(1))),
                        new TemplatesSettings(Preparation.NONE, Map.of()),
                        new ReaperSettings(Duration.ofSeconds(5), 1L << 30),
                        new ClusterSettings(
                                List.of(),
                                Optional.empty(),
                                Duration.ZERO,
                                new EmbeddedSettings(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        Map.of(),
                                        false)),
                        new StatusSettings(Optional.empty(), Optional.empty()),
                        new LogSettings(LogSettings.Level.INFO, LogSettings.Format.TEXT)));
    }

    @Test
    void proxyConfHoldsNothingButComments() throws IOException {
        assertThat(Files.readAllLines(PROXY_CONF))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(120).matches("|#.*"));
    }
}
