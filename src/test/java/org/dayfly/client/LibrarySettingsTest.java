package org.dayfly.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.MachineException;
import org.junit.jupiter.api.Test;

final class LibrarySettingsTest {
    private static LibrarySettings settings(Map<String, String> system, String... file) {
        Properties properties = new Properties();
        for (int i = 0; i < file.length; i += 2) {
            properties.setProperty(file[i], file[i + 1]);
        }
        return LibrarySettings.of(system, properties);
    }

    @Test
    void hasDefaults() {
        LibrarySettings defaults = settings(Map.of());
        assertThat(defaults.isAutostart()).isTrue();
        assertThat(defaults.place()).isEqualTo(new HostPort("127.0.0.1", 6432));
        assertThat(defaults.options(defaults.place())).isEmpty();
    }

    @Test
    void aSystemPropertyWinsOverTheFile() {
        LibrarySettings both =
                settings(Map.of("dayfly.port", "7000"), "dayfly.port", "7001", "dayfly.autostart", "false");
        assertThat(both.place().port()).isEqualTo(7000);
        assertThat(both.isAutostart()).isFalse();
    }

    @Test
    void namesTheValueThatIsWrong() {
        for (String port : new String[] {"x", "0", "70000", "-1"}) {
            assertThatExceptionOfType(MachineException.class)
                    .isThrownBy(() -> settings(Map.of("dayfly.port", port)).place())
                    .withMessageContainingAll("dayfly.port", "\"" + port + "\"", "write a host and a port");
        }
        assertThatExceptionOfType(MachineException.class)
                .isThrownBy(() -> settings(Map.of("dayfly.autostart", "no")).isAutostart())
                .withMessage("dayfly.autostart is \"no\"; write true or false");
    }

    @Test
    void aDayflyThatIsStartedGetsThemAsOptions() {
        LibrarySettings all = settings(Map.of(
                "dayfly.port", "7000", "dayfly.directory", "/srv/state", "dayfly.config", "/etc/dayfly/proxy.conf"));
        assertThat(all.state().path()).isEqualTo(Path.of("/srv/state"));
        assertThat(all.options(all.place()))
                .containsExactly(
                        "--config",
                        "/etc/dayfly/proxy.conf",
                        "--set",
                        "listen=127.0.0.1:7000",
                        "--set",
                        "embedded.directory=\"/srv/state\"");
    }

    @Test
    void messagesNameTheSettingsOfTheLibrary() {
        assertThat(LibrarySettings.named("no home; choose a folder: --set embedded.directory=FOLDER"))
                .isEqualTo("no home; choose a folder: -Ddayfly.directory=FOLDER");
        assertThat(LibrarySettings.named("give the --set listen=HOST:PORT that it was started with"))
                .isEqualTo("give the -Ddayfly.port=PORT that it was started with");
    }
}
