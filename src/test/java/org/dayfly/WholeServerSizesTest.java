package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The registry knows the sessions and the size of whole servers, and limits.size counts for them. */
final class WholeServerSizesTest {
    private static final String STATUS =
            "SELECT sessions || ' ' || (size > 10000000) FROM registry.ls WHERE key = 'it'";

    private final ServedFolder folder = ServedFolder.create();
    private final TestProxy proxy = TestProxy.with(
            "embedded.directory=" + folder.path(),
            "reaper.interval=100ms",
            "databases.servers.warm.min=1",
            "databases.servers.warm.max=1",
            "limits.size=60MB");

    @AfterEach
    void close() {
        proxy.close();
        folder.close();
    }

    private void showsStatus(String status) throws Exception {
        Eventually.sees("sessions and size", status, () -> Sql.askIn(folder.cluster(), "dayfly", STATUS));
    }

    @Test
    void aServerIsReadyBeforeTheFirstClientAsks() throws Exception {
        Eventually.sees(
                "a warm server",
                "1",
                () -> Sql.askIn(
                        folder.cluster(),
                        "dayfly",
                        "SELECT count(*) FROM registry.ls WHERE kind = 'server' AND state = 'warm'"));
    }

    @Test
    void theListShowsSessionsAndSize() throws Exception {
        try (Connection first = proxy.connect("server.it")) {
            Sql.run(first, "SELECT 1");
            showsStatus("1 true");
            try (Connection second = proxy.connect("server.it")) {
                Sql.run(second, "SELECT 1");
                showsStatus("2 true");
            }
            showsStatus("1 true");
        }
        showsStatus("0 true");
    }

    @Test
    void aServerThatGrowsTooLargeIsDropped() throws Exception {
        try (Connection server = proxy.connect("server.it")) {
            String url = Sql.ask(server, "SHOW dayfly.url");
            String name = Sql.ask(server, WholeServersFixture.NAME);
            // It may be dropped while the statement runs.
            assertThat(catchThrowable(() -> Sql.run(
                            server,
                            "CREATE TABLE large AS SELECT repeat(i::text, 200) FROM generate_series(1, 60000) i")))
                    .matches(failure -> failure == null || failure instanceof SQLException);
            Eventually.holds("the server is gone", () -> !folder.instances().contains(name));
            SQLException late = catchThrowableOfType(
                    SQLException.class, () -> proxy.connect(url).close());
            assertThat(late.getSQLState()).isEqualTo("3D000");
            assertThat(late.getMessage()).contains("grown by more than limits.size");
        }
    }
}
