package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dayfly check} reports what would make a start fail. It starts nothing and changes nothing. */
final class CheckTest {
    private final Path folder;

    CheckTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void settingsThatWorkAreListed() {
        CommandLineRun run = CommandLineRun.of(
                "check", "--set", "embedded.directory=" + folder.resolve("state"), "--set", "tls.self-signed=true");
        assertThat(run.error()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("clients: 127.0.0.1:6432, TLS by", "server: embedded PostgreSQL 18 in " + folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void dataOfAnotherVersionAreFoundBeforeAStart() throws Exception {
        Path data = Files.createDirectories(folder.resolve("state/data"));
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        Files.writeString(data.resolve("dayfly.conf"), "");
        CommandLineRun run = CommandLineRun.of("check", "--set", "embedded.directory=" + folder.resolve("state"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.error())
                .contains("is of PostgreSQL 15, and this dayfly starts PostgreSQL 18; name an installation of"
                        + " PostgreSQL 15 as home of the server");
    }

    @Test
    void theServerIsQueriedAndNotChanged() throws Exception {
        try (ExternalServer server = ExternalServer.start(18);
                Cluster cluster = ExternalCluster.at(server.url());
                Connection connection = cluster.connect("postgres")) {
            CommandLineRun run = CommandLineRun.of(
                    "check",
                    "--set",
                    "servers=" + text(server.url(), server.url().role()));
            assertThat(run.error()).isEmpty();
            assertThat(run.out()).contains("PostgreSQL 18", "without a registry as yet");
            assertThat(Sql.ask(connection, "SELECT count(*) FROM pg_database WHERE datname = 'dayfly'"))
                    .isEqualTo("0");

            Sql.run(
                    connection,
                    "CREATE ROLE weak LOGIN PASSWORD '"
                            + server.url().password().map(Secret::value).orElseThrow() + "'");
            CommandLineRun weak = CommandLineRun.of("check", "--set", "servers=" + text(server.url(), "weak"));
            assertThat(weak.status()).isEqualTo(1);
            assertThat(weak.error())
                    .contains("ALTER ROLE weak CREATEDB CREATEROLE")
                    .hasLineCount(1);
        }
    }

    private static String text(ServerUrl url, String role) {
        return "postgresql://" + role + ":"
                + URLEncoder.encode(url.password().map(Secret::value).orElseThrow(), StandardCharsets.UTF_8)
                        .replace("+", "%20")
                + "@" + url.host() + ":" + url.port();
    }

    @Test
    void eachFailureIsReportedInOneLine() throws Exception {
        CommandLineRun setting = CommandLineRun.of("check", "--set", "tls.mode=require");
        assertThat(setting.status()).isEqualTo(2);
        assertThat(setting.error()).contains("tls.certificate").hasLineCount(1);

        CommandLineRun key = CommandLineRun.of(
                "check",
                "--set",
                "tls.mode=allow",
                "--set",
                "tls.certificate=" + TestCertificates.file("server.pem"),
                "--set",
                "tls.key=" + TestCertificates.file("rsa.key"));
        assertThat(key.status()).isEqualTo(2);
        assertThat(key.error()).contains("belong together").hasLineCount(1);

        CommandLineRun server = CommandLineRun.of("check", "--set", "servers=postgresql://nobody@127.0.0.1:1");
        assertThat(server.status()).isEqualTo(1);
        assertThat(server.error()).contains("127.0.0.1:1").hasLineCount(1);

        CommandLineRun unknown = CommandLineRun.of("check", "--set", "servers=postgresql://nobody@db1.invalid");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.error())
                .contains("cannot use nobody@db1.invalid:5432", "unknown host db1.invalid", "check the name")
                .hasLineCount(1);
    }

    @Test
    void aFileInPlaceOfTheStateFolderIsReportedByName() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        String step = "is a file, not a folder; choose another one: --set embedded.directory=FOLDER";
        for (Path state : List.of(file, file.resolve("state"))) {
            CommandLineRun place = CommandLineRun.of("check", "--set", "embedded.directory=" + state);
            assertThat(place.status()).isEqualTo(1);
            assertThat(place.error()).contains(file + " " + step).hasLineCount(1);
            CommandLineRun start =
                    CommandLineRun.of("--set", "listen=127.0.0.1:0", "--set", "embedded.directory=" + state);
            assertThat(start.status()).isEqualTo(1);
            assertThat(start.error()).contains(file + " " + step).hasLineCount(1);
        }
    }

    @Test
    void theScriptsOfTemplatesAreNotRun() throws Exception {
        Path script = Files.writeString(folder.resolve("shop.sql"), "no SQL");
        CommandLineRun run = CommandLineRun.of(
                "check",
                "--set",
                "embedded.directory=" + folder.resolve("state"),
                "--set",
                "templates.shop.init=" + script);
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("templates: 1, whose scripts were not run");
    }
}
