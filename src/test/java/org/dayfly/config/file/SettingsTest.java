package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.TestCertificates;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.KeptSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.SessionSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.WholeServerSettings;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each part of the settings checks itself. */
final class SettingsTest {
    private static Settings set(String... flags) {
        return SettingsFile.read(Optional.empty(), Map.of(), List.of(flags));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits.half-open=-1 | limits.half-open is -1",
                "limits.sessions=-1 | limits.sessions is -1",
                "databases.max=-5 | databases.max is -5",
                "databases.sessions=-2 | databases.sessions is -2",
                "databases.ttl=999ms | databases.ttl is 999 ms",
                "databases.max-ttl=10ms | databases.max-ttl is 10 ms",
                "databases.idle=1ms | databases.idle is 1 ms",
                "databases.ttl=25h | databases.ttl is 25 h, above databases.max-ttl, 1 d",
                "databases.ttl=0 | databases.ttl is 0 (no limit), above databases.max-ttl, 1 d",
                "login-deadline=20ms | login-deadline is 20 ms",
                "reaper.interval=0 | reaper.interval is 0 s",
                "reaper.interval=99ms | reaper.interval is 99 ms",
                "reaper.interval=61min | reaper.interval is 61 min",
                "advertise=*:6432 | advertise is *:6432",
                "advertise=db:0 | advertise is db:0",
                "limits.per-address=-1 | limits.per-address is -1",
                "limits.creations-per-minute=-1 | limits.creations-per-minute is -1",
                "limits.key-prefixes.ci-=-1 | limits.key-prefixes.ci- is -1",
                "limits.key-prefixes.CI=1 | which no key begins with",
                "limits.key-prefixes.ci=many | limits.key-prefixes.ci is \"many\"",
                "embedded.versions.16= | embedded.versions.16 is empty; name a folder or a jar",
                "embedded.versions.pg16=/usr | is no major version; write it as in { 16 =",
                "limits.size=large | limits.size is \"large\"; write a size",
                "databases.statement-timeout=1us | databases.statement-timeout is",
                "access.networks=[10.0.0.0/8 | access.networks can't be read as HOCON",
                "access.networks=10.0.0.0/33 | access.networks is \"10.0.0.0/33\"; write networks",
                "access.role-networks=db.example | access.role-networks is \"db.example\"",
                "access.proxies=10.0.0.0/8/8 | access.proxies is",
                "access.proxies=fe80::1/129 | access.proxies is",
                "tls.mode=allow | there is no certificate; set tls.certificate and tls.key",
                "tls.mode=prefer | tls.mode is \"prefer\"; write disable, allow, require",
                "tls.certificate=nowhere.pem | tls.certificate is \"nowhere.pem\", but",
                "access.maintenance-roles=a,b:x,a:y | access.maintenance-roles names a twice",
                "access.maintenance-roles=:x | an entry without a role",
                "access.maintenance-roles=a: | an empty password for a",
                "servers=postgresql://a@b,postgresql://c@b | servers holds b:5432 twice",
                "servers=[{name=x,url=\"postgresql://a@b\"},{name=x,url=\"postgresql://a@c\"}] | two servers named x",
                "servers=[{name=x}] | servers holds a server without a url",
                "servers=[{url=\"postgresql://a@b\",wieght=2}] | servers.wieght is no key of dayfly; did you mean"
                        + " servers.weight?",
                "servers=[{url=\"postgresql://a@b\",weight=0}] | the weight of server b:5432 is 0; write 1 to 1000",
                "servers=[{url=\"postgresql://a@b\",weight=x}] | servers.weight is \"x\"; write a whole number",
                "servers=[{url=\"postgresql://a@b\",max=-1}] | max of server b:5432 is -1",
                "servers=[{url=\"postgresql://a@b\",name=\"a b\"}] | servers holds the name \"a b\"",
                "directory=x | directory is \"x\", which is no server's name",
                "embedded.settings.9lives=1 | embedded.settings holds \"9lives\"",
                "embedded.directory=a\0b | embedded.directory is no path",
            })
    void refusesABadValueAndNamesTheKey(String flag, String message) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> set(flag.replace("\\0", "\0")))
                .withMessageContaining(message);
    }

    /** No encoding has half of a surrogate pair. So Java refuses the text as it refuses an umlaut under LC_ALL=C. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "embedded.directory=/x/LETTER",
                "unix-socket.directory=/x/LETTER",
                "tls.certificate=LETTER.pem",
                "tls.key=LETTER.pem",
                "tls.client-ca=LETTER.pem",
                "databases.init=LETTER.sql",
                "templates.shop.init=README.md,LETTER.sql",
            })
    void namesTheLocaleThatLacksALetterOfAPath(String flag) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> set(flag.replace("LETTER", "\ud800")))
                .withMessage("--set: " + flag.replaceAll("=.*", "")
                        + " has letters that Java can't read under this locale; set LC_ALL=C.UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls.certificate=PEM | tls.certificate is set without tls.key",
                "tls.key=PEM | tls.key is set without tls.certificate",
                "tls.certificate=PEM tls.key=PEM | but tls.mode is disable",
                "tls.certificate=PEM tls.key=PEM tls.self-signed=on | contradict each other",
                "tls.self-signed=on tls.client-ca=PEM | set tls.mode to require",
                "unix-socket.directory=/tmp unix-socket.mode=778 | unix-socket.mode is \"778\"",
            })
    void refusesValuesThatDoNotGoTogether(String flags, String message) {
        String file = TestCertificates.file("server.pem").toString();
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsFile.read(
                        Optional.empty(),
                        Map.of(),
                        List.of(flags.replace("PEM", file).split(" "))))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limits.half-open=0",
                "limits.sessions=0",
                "databases.max=0",
                "databases.sessions=0",
                "databases.idle=0",
                "databases.copy-wait=0",
                "databases.max-ttl=0",
                "databases.ttl=24h",
                "databases.ttl=1s",
                "login-deadline=0",
                "drain=0",
                "reaper.interval=100ms",
                "reaper.interval=1h",
                "listen=127.0.0.1:0",
                "listen=[::1]:6432",
                "embedded.settings.work_mem=4MB",
                "embedded.settings.auto_explain.log_min_duration=0",
                "servers="
            })
    void acceptsTheLowestAndTheHighestValues(String flag) {
        assertThat(set(flag)).isNotNull();
    }

    @Test
    void acceptsATtlWithoutLimitIfThereIsNoMaximum() {
        assertThat(set("databases.ttl=0", "databases.max-ttl=0")
                        .databases()
                        .life()
                        .ttl())
                .isZero();
    }

    @Test
    void refusesALineFeedInAPostgresSetting() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> set("embedded.settings.work_mem=4MB\nfsync = on"))
                .withMessageContaining("embedded.settings.work_mem");
    }

    @Test
    void refusesAPasswordWithANulByte() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new Secret("hun\0ter2"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("ter2"));
    }

    @Test
    void refusesNegativeTimesFromAnySource() {
        Duration back = Duration.ofSeconds(-1);
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new SessionSettings(0, back))
                .withMessageContaining("drain is -1 s");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new DatabaseSettings(
                        new DatabaseSettings.Life(Duration.ZERO, Duration.ZERO, back, Duration.ofSeconds(1)),
                        QuotaSettings.ofDatabases(0),
                        RoleSettings.UNLIMITED,
                        new CopySettings(Duration.ZERO, CopyOwner.ROLE),
                        new WarmSettings(0, 0, 0),
                        new WholeServerSettings(0, 0, 0, List.of()),
                        new KeptSettings(0, 0, Duration.ofSeconds(1))))
                .withMessageContaining("databases.idle is -1 s");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new CopySettings(back, CopyOwner.ROLE))
                .withMessageContaining("databases.copy-wait is -1 s");
    }

    @Test
    void printsNoSecret() {
        String text = set(
                        "access.password=hunter2",
                        "access.maintenance-roles=admin:hunter2",
                        "servers=postgresql://maker:hunter2@db1")
                .toString();
        assertThat(text).contains("admin", "maker", "***").doesNotContain("hunter2");
    }

    @Test
    void givesEveryRefusalANextStep() {
        String[] flags = {"limits.sessions=-1", "reaper.interval=0", "databases.ttl=1ms", "drain=soon", "log.level=loud"
        };
        assertThat(Arrays.stream(flags))
                .allSatisfy(flag -> assertThatExceptionOfType(SettingsException.class)
                        .isThrownBy(() -> set(flag))
                        .withMessageMatching(".+; (give|write) .+"));
    }

    @Test
    void refusesAMinimumOfWarmDatabasesAboveTheMaximum() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new WarmSettings(3, 2, 0))
                .withMessage("databases.warm.min is 3, above databases.warm.max, 2;"
                        + " lower databases.warm.min or raise databases.warm.max");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new WarmSettings(-1, 2, 0))
                .withMessageContaining("databases.warm.min is -1; give 0 for none");
    }
}
