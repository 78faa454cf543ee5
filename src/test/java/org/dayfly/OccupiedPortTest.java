package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dayfly starts nothing if another program has its port. */
final class OccupiedPortTest {
    @Test
    void anotherProgramOnThePortIsFoundBeforePostgresqlStarts(@TempDir Path folder) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String place = "127.0.0.1:" + other.getLocalPort();
            assertThatThrownBy(() -> TestProxy.with("embedded.directory=" + folder, "listen=" + place))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot listen on " + place)
                    .hasMessageContaining("choose another place: --set listen=HOST:PORT");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
