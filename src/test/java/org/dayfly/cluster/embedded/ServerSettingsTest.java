package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.TcpEndpoint;
import org.dayfly.cluster.UnixEndpoint;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
    private static final Platform LINUX = Platform.of("Linux", "amd64");

    @Test
    void leavesRoomForMaintenanceBesideTheSessions() {
        assertThat(text(100, Map.of())).contains("max_connections = '130'\n");
        assertThat(text(0, Map.of())).contains("max_connections = '2030'\n");
    }

    @Test
    void quotesTheValuesOfTheOperator() {
        assertThat(text(1, Map.of("search_path", "a'b\\c\nd"))).contains("search_path = 'a''b\\\\c\\nd'\n");
    }

    @Test
    void letsTheOperatorOverrideAllButTheListenAddress() {
        assertThat(text(1, Map.of("fsync", "on"))).contains("fsync = 'on'\n").doesNotContain("fsync = 'off'");
        assertThatThrownBy(() -> new ServerSettings(1, Map.of("Listen_Addresses", "*")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("Listen_Addresses is set by dayfly itself");
    }

    @Test
    void makesTheServerLogInEnglish() {
        assertThat(text(1, Map.of())).contains("lc_messages = 'C'\n");
        assertThatThrownBy(() -> new ServerSettings(1, Map.of("lc_messages", "de_DE.UTF-8")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("lc_messages is set by dayfly itself");
    }

    @Test
    void refusesANameThatIsNoSetting() {
        assertThatThrownBy(() -> new ServerSettings(1, Map.of("a = b\ninclude", "x")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is not the name of a PostgreSQL setting");
    }

    @Test
    void noticesVanishedClientsIfTheSystemCan() {
        assertThat(text(1, Map.of())).contains("client_connection_check_interval");
        assertThat(new ServerSettings(1, Map.of())
                        .text(TcpEndpoint.loopback(1), Path.of("/data"), Platform.of("Windows 11", "amd64"), 18))
                .doesNotContain("client_connection_check_interval");
    }

    private static String text(int sessions, Map<String, String> overlay) {
        return new ServerSettings(sessions, overlay)
                .text(UnixEndpoint.in(Path.of("/run")), Path.of("/data"), LINUX, 18);
    }
}
