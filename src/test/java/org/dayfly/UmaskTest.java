package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a host whose umask closes new files to others, the server's account still reaches what dayfly makes for it. */
final class UmaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"077", "027"})
    void keepsNoServerFromStarting(String umask) throws Exception {
        try (ServedFolder folder = ServedFolder.create();
                ServeProcess dayfly = ServeProcess.startUnderUmask(
                        umask, folder, "embedded.directory=" + folder.path().resolve("above/state"))) {
            try (Connection session = TestProxy.connect(dayfly.port(), "new")) {
                assertThat(Sql.ask(session, "SELECT 7")).isEqualTo("7");
            }
            // Its server is not where the folder looks for one.
            dayfly.terminate();
            assertThat(dayfly.exit()).isZero();
        }
    }
}
