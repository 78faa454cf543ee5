package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under a umask that closes new files to others, the account of the server still reaches the files made for it. */
final class UmaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"077", "027"})
    void theServerStartsUnderAStrictUmask(String umask) throws Exception {
        try (ServedFolder folder = ServedFolder.create();
                ServeProcess dayfly = ServeProcess.startUnderUmask(
                        umask, folder, "embedded.directory=" + folder.path().resolve("above/state"))) {
            try (Connection session = TestProxy.connect(dayfly.port(), "new")) {
                assertThat(Sql.ask(session, "SELECT 7")).isEqualTo("7");
            }
            // The server is not in the folder that close looks into, so dayfly must stop it.
            dayfly.terminate();
            assertThat(dayfly.exit()).isZero();
        }
    }
}
