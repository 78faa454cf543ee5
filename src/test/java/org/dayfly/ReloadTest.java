package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Settings can change while dayfly runs. A reload that needs a restart is refused and changes nothing. */
@ExtendWith(TestServer.class)
final class ReloadTest {
    private final TestProxy proxy;

    ReloadTest(Cluster cluster) {
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void newSettingsApplyToClientsThatConnectLater() throws SQLException {
        try (Connection before = proxy.connect("new")) {
            proxy.reload("access.password=open sesame", "limits.sessions=1");
            assertThat(before.isValid(5)).isTrue();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> proxy.connect("new"))
                    .withMessageContaining("password");
        }
    }

    @Test
    void aSettingThatNeedsARestartIsRefusedAndChangesNothing() throws SQLException {
        assertThatThrownBy(() -> proxy.reload("transport=nio", "access.password=open sesame"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("transport");
        assertThatThrownBy(() -> proxy.reload("listen=127.0.0.1:1", "access.password=open sesame"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("listen");
        for (String key : new String[] {
            "unix-socket.directory=/tmp", "limits.sessions=1001", "limits.sessions=0", "status.listen=127.0.0.1:0"
        }) {
            assertThatThrownBy(() -> proxy.reload(key, "access.password=open sesame"))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(key.substring(0, 6))
                    .hasMessageContaining("can't be changed while dayfly runs");
        }
        assertThatThrownBy(() -> proxy.reload("embedded.directory=/elsewhere", "access.password=open sesame"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("embedded");
        assertThatThrownBy(() -> proxy.reload("access.maintenance-roles=someone", "access.password=open sesame"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("someone");
        try (Connection connection = proxy.connect("new")) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }
}
