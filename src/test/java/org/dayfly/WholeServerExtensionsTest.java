package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import java.util.stream.Stream;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole servers have the extensions of the settings, and the libraries that these need. */
final class WholeServerExtensionsTest {
    private static final String PRELOADED = "embedded.settings.shared_preload_libraries=pg_stat_statements";

    private final ServedFolder folder = ServedFolder.create();

    @AfterEach
    void delete() {
        folder.close();
    }

    private TestProxy proxy(String... settings) {
        return TestProxy.with(Stream.concat(
                        Stream.of("embedded.directory=" + folder.path(), "databases.servers.warm.max=0"),
                        Stream.of(settings))
                .toArray(String[]::new));
    }

    @Test
    void anExtensionWithALibraryThatIsLoadedAtTheStartWorksInANewDatabase() throws Exception {
        try (TestProxy proxy = proxy(
                        PRELOADED,
                        "embedded.settings.pg_stat_statements.max=777",
                        "embedded.settings.shared_buffers=64MB",
                        "databases.servers.extensions=pg_stat_statements");
                Connection server = proxy.connect("server.app")) {
            Sql.run(server, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "CREATE DATABASE app");
            assertThat(Sql.ask(server, "SHOW pg_stat_statements.max")).isEqualTo("777");
            assertThat(Sql.ask(server, "SHOW shared_buffers")).isEqualTo("8MB");
            try (Connection app = WholeServersFixture.connect(proxy, "server.app", "app")) {
                assertThat(Sql.ask(app, "SELECT count(*) > 0 FROM pg_stat_statements"))
                        .isEqualTo("t");
            }
        }
    }

    @Test
    void otherExtensionsCountForServersThatAreMadeLater() throws Exception {
        String extension = "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension";
        try (TestProxy proxy = proxy();
                Connection server = proxy.connect("server.old")) {
            assertThat(Sql.ask(server, extension)).isEqualTo("plpgsql");
            assertThatThrownBy(() -> proxy.reload(
                            "embedded.directory=" + folder.path(), "databases.servers.extensions=pageinspect"))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("databases.servers.extensions");
        }
        try (TestProxy proxy = proxy("databases.servers.extensions=[pageinspect, earthdistance]");
                Connection old = proxy.connect("server.old");
                Connection server = proxy.connect("server.later")) {
            assertThat(Sql.ask(old, extension)).isEqualTo("plpgsql");
            assertThat(Sql.ask(server, extension)).isEqualTo("cube earthdistance pageinspect plpgsql");
        }
    }

    @Test
    void anExtensionThatIsMissingIsNamedInTheLogAtTheStartAndToTheClient() {
        String step =
                "install a PostgreSQL with the extension (Debian package postgresql-18-postgis-3), and start dayfly"
                        + " with embedded.home, as in /usr/lib/postgresql/18";
        try (HeardLog log = new HeardLog("org.dayfly.cluster.embedded.EmbeddedInstances");
                TestProxy proxy = proxy("databases.servers.extensions=[pageinspect, postgis]")) {
            assertThat(log.lines())
                    .containsExactly(
                            "whole servers cannot be made: databases.servers.extensions: extension \"postgis\" is"
                                    + " not available; " + step);
            assertRefused("58000", () -> proxy.connect("server"))
                    .hasMessageContaining("the whole server could not be made: extension \"postgis\" is not available")
                    .hasMessageContaining(step);
            assertRefused("58000", () -> proxy.connect("server.key")).hasMessageContaining(step);
        }
    }
}
