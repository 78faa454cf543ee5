package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.Settings;
import org.dayfly.config.file.SettingsFile;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code servers} names a server that listens only on a Unix socket as libpq names it. */
final class UnixSocketServerTest {
    private static ExternalServer server;

    @BeforeAll
    static void start() {
        server = ExternalServer.startOnUnixSocket(18);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ROLE:PASSWORD@/?host=FOLDER&port=PORT",
                "postgresql://ROLE:PASSWORD@ENCODED:PORT",
            })
    void dayflyServesClientsThroughAUnixSocket(String form) throws IOException, SQLException {
        try (Proxy proxy = Proxy.start(settings(form));
                Connection session = TestProxy.connect(proxy.place().port(), "new")) {
            Sql.run(session, "CREATE TABLE t AS SELECT 1");
            assertThat(Sql.ask(session, "SELECT inet_server_addr() IS NULL")).isEqualTo("t");
            try (Connection joined = TestProxy.connect(proxy.place().port(), Sql.ask(session, "SHOW dayfly.url"))) {
                assertThat(Sql.ask(joined, "SELECT count(*) FROM t")).isEqualTo("1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "postgresql://ROLE:PASSWORD@ENCODED:PORT")
    void theOperatorsCommandsReachTheServer(String form) throws IOException, SQLException {
        try (Proxy proxy = Proxy.start(settings(form));
                Connection session = TestProxy.connect(proxy.place().port(), "new")) {
            CommandLineRun run = CommandLineRun.of("ls", "--set", "servers=" + url(form));
            assertThat(run.error()).isEmpty();
            assertThat(run.out()).contains(Sql.ask(session, "SELECT current_database()"));
        }
    }

    private static Settings settings(String form) {
        return SettingsFile.read(
                Optional.empty(), Map.of(), List.of("listen=127.0.0.1:0", "drain=0", "servers=" + url(form)));
    }

    private static String url(String form) {
        ServerUrl url = server.url();
        return form.replace("ROLE", url.role())
                .replace(
                        "PASSWORD", url.password().map(Secret::value).orElse("").replace(" ", "%20"))
                .replace("FOLDER", url.host())
                .replace("ENCODED", URLEncoder.encode(url.host(), StandardCharsets.UTF_8))
                .replace("PORT", Integer.toString(url.port()));
    }
}
