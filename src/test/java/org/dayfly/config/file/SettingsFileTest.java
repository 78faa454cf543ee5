package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.KeptSettings;
import org.dayfly.config.MaintenanceRole;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.Transport;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.WholeServerSettings;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.dayfly.telemetry.LogSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file in HOCON becomes settings, or an error of one sentence names the place of the mistake. */
final class SettingsFileTest {
    private final Path folder;

    SettingsFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Settings read(String text, String... environment) throws IOException {
        Path file = Files.writeString(folder.resolve("my.conf"), text);
        Map<String, String> variables = environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]);
        return SettingsFile.read(Optional.of(file), variables, List.of());
    }

    private void assertRefused(String text, String... parts) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("my.conf")
                .withMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "\n"));
    }

    @Test
    void readsGroupsAndDottedKeysAlike() throws IOException {
        assertThat(read("databases { ttl = 2h }\ndatabases.idle = 1 minute").databases())
                .isEqualTo(new DatabaseSettings(
                        new DatabaseSettings.Life(
                                Duration.ofHours(2), Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofHours(1)),
                        QuotaSettings.ofDatabases(200),
                        new RoleSettings(200, Duration.ZERO, Duration.ZERO),
                        new CopySettings(Duration.ofSeconds(10), CopyOwner.ROLE),
                        new WarmSettings(2, 20, 4L << 30),
                        new WholeServerSettings(20, 0, 4, List.of()),
                        new KeptSettings(20, 10, Duration.ofMinutes(1))));
    }

    @Test
    void includesAFileIfTheSettingsFileIsNamedWithoutAFolder() throws IOException {
        Path included = Files.createTempFile(Path.of(""), "included-", ".conf");
        Path file = Files.createTempFile(Path.of(""), "including-", ".conf");
        try {
            Files.writeString(included, "drain = 7");
            Files.writeString(file, "include \"" + included + "\"");
            assertThat(SettingsFile.read(Optional.of(file), Map.of(), List.of())
                            .sessions()
                            .drain())
                    .hasSeconds(7);
        } finally {
            Files.delete(included);
            Files.delete(file);
        }
    }

    @Test
    void namesAFileThatItCannotInclude() throws IOException {
        Files.writeString(folder.resolve("inner.conf"), "include required(\"nix.conf\")");
        Files.createDirectory(folder.resolve("folder.conf"));
        String advice = "; give the path of a file that is there and readable";
        assertRefused(
                "include required(\"nix.conf\")",
                "include \"nix.conf\" can't be read from " + folder.resolve("nix.conf") + advice);
        assertRefused(
                "include \"inner.conf\"",
                "include \"nix.conf\" can't be read from " + folder.resolve("nix.conf") + advice);
        assertRefused("include \"folder.conf\"", folder.resolve("folder.conf") + advice);
        String elsewhere = folder.resolve("nix").toString();
        assertRefused("include required(file(\"" + elsewhere + "\"))", "\"" + elsewhere + "\" can't be read from");
        assertRefused("include required(url(\"file://" + elsewhere + "\"))", "check the addresses in include url(");
        assertRefused("include \"\\ud800.conf\"", "include", "set LC_ALL=C.UTF-8");
        assertRefused("include file(\"\\ud800.conf\")", "include", "set LC_ALL=C.UTF-8");
    }

    @Test
    void includesFilesAndIgnoresOptionalFilesThatAreMissing() throws IOException {
        Files.createDirectory(folder.resolve("team"));
        Files.writeString(folder.resolve("team.conf"), "include \"team/more\"");
        Files.writeString(folder.resolve("team/more.conf"), "drain = 7s");
        Settings settings = read("include \"nix.conf\"\ninclude file(\"/nowhere/nix\")\ninclude \"team\"");
        assertThat(settings.sessions().drain()).hasSeconds(7);
    }

    @Test
    void takesABareNumberForSeconds() throws IOException {
        assertThat(read("drain = 7").sessions().drain()).hasSeconds(7);
    }

    @Test
    void readsEveryKindOfValue() throws IOException {
        Settings settings = read("""
                listen = "[::1]:0", advertise = "db.example.org:5432", transport = io_uring
                servers = ["postgresql://maker:a,b@db1"]
                embedded { directory = /var/lib/dayfly, home = /opt/pg, versions { 15 = /opt/pg15, 17 = new.jar }, settings { work_mem = 16MB, auto_explain.log_timing = off } }
                access { password = 0123, maintenance-roles = ["admin:x,y"] }
                log { level = Debug, format = json }
                """);
        assertThat(settings.listen().address()).isEqualTo(new HostPort("::1", 0));
        assertThat(settings.listen().advertise()).hasValue(new HostPort("db.example.org", 5432));
        assertThat(settings.listen().transport()).isEqualTo(Transport.IO_URING);
        assertThat(settings.cluster().servers())
                .containsExactly(
                        ServerSettings.at(new ServerUrl("maker", Optional.of(new Secret("a,b")), "db1", 5432)));
        assertThat(settings.cluster().embedded())
                .isEqualTo(new EmbeddedSettings(
                        Optional.of(Path.of("/var/lib/dayfly")),
                        Optional.empty(),
                        Optional.of(Path.of("/opt/pg")),
                        Map.of(15, Path.of("/opt/pg15"), 17, folder.resolve("new.jar")),
                        Map.of("work_mem", "16MB", "auto_explain.log_timing", "off"),
                        false));
        assertThat(settings.access().password()).hasValue(new Secret("0123"));
        assertThat(settings.access().maintenanceRoles())
                .containsExactly(new MaintenanceRole("admin", Optional.of(new Secret("x,y"))));
        assertThat(settings.log()).isEqualTo(new LogSettings(LogSettings.Level.DEBUG, LogSettings.Format.JSON));
    }

    @Test
    void readsVariablesOfTheEnvironmentThatItIsGiven() throws IOException {
        assertThat(read("access.password = ${DB_PASSWORD}", "DB_PASSWORD", "hunter2")
                        .access()
                        .password())
                .hasValue(new Secret("hunter2"));
        assertThat(read("access.password = ${?PATH}").access().password()).isEmpty();
        assertRefused("\naccess.password = ${DB_PASSWORD}", "line 2", "no variable of the environment");
    }

    @ParameterizedTest
    @CsvSource({
        "databases.tll, databases.ttl",
        "database.ttl, databases.ttl",
        "ttl, databases.ttl",
        "lisen, listen",
        "limits.session, limits.sessions",
        "access.passwd, access.password",
        "loginDeadline, login-deadline",
        "maintenance-roles, access.maintenance-roles",
        "embeded.directory, embedded.directory",
        "limits.max, databases.max"
    })
    void refusesAnUnknownKeyWithItsLineAndTheNearestKnownKey(String unknown, String nearest) {
        assertRefused(
                "drain = 1s\n" + unknown + " = hunter2",
                "line 2",
                unknown + " is no key",
                "did you mean " + nearest + "?");
    }

    @Test
    void refusesTheFirstUnknownKeyFirst() {
        assertRefused("drain = 1s\nzzz = 1\naaa = 2", "line 2", "zzz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "databases.max = many | databases.max is \"many\"; write a whole number",
                "databases.max = 1.5 | databases.max is \"1.5\"; write a whole number",
                "databases.max = 3000000000 | of at most 2147483647",
                "databases.ttl = soon | databases.ttl is \"soon\"; write a time",
                "databases.ttl = 1000000d | at most 36500 d",
                "databases.ttl = [1h] | databases.ttl holds a list",
                "databases = 5 | databases is a group of keys",
                "drain { after = 5s } | drain holds a group",
                "drain = null | drain is null",
                "access.open = perhaps | access.open is \"perhaps\"; write true or false",
                "access.password = [hunter2] | access.password holds a list",
                "access.maintenance-roles = { hunter2 = 1 } | access.maintenance-roles holds a group",
                "servers = [[\"hunter2\"]] | servers holds a list",
                "servers = [null] | servers holds a null",
                "servers = { url = \"postgresql://db1\" } | servers holds a group; write a list, in brackets",
                "transport = tcp | transport is \"tcp\"; write auto, epoll, io_uring, kqueue, nio",
                "log.level = loud | log.level is \"loud\"; write error, warn, info, debug, trace",
                "log.format = xml | log.format is \"xml\"; write text, json",
                "listen = 6432 | listen is \"6432\"; write host:port",
                "advertise = db1 | advertise is \"db1\"; write host:port",
                "embedded.settings = fast | embedded.settings is no group",
                "embedded.settings { work_mem = [1] } | embedded.settings.work_mem holds a list",
            })
    void refusesAValueOfTheWrongKindWithItsLine(String text, String message) {
        assertRefused("\n\n" + text, "line 3", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers = [postgresql://maker:hunter2@db1]",
                "access.password \"hunter2\"",
                "access.password = \"hunter2",
                "access { password = hunter2",
                "access.password = hunter2+hunter2",
                "hunter2",
                "access.password = hunter2]"
            })
    void refusesWhatIsNotHoconWithoutQuotingIt(String text) {
        assertRefused(text, "can't be read as HOCON");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path missing = folder.resolve("my.conf");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsFile.read(Optional.of(missing), Map.of(), List.of()))
                .withMessageContaining(missing.toString());
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsFile.read(Optional.of(folder), Map.of(), List.of()))
                .withMessageContaining("can't read");
    }
}
