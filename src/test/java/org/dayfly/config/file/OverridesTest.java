package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.MaintenanceRole;
import org.dayfly.config.Settings;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags override the environment, and the environment overrides the file. */
final class OverridesTest {
    private static Settings environment(String name, String value) {
        return SettingsFile.read(Optional.empty(), Map.of(name, value), List.of());
    }

    private static Settings flags(String... flags) {
        return SettingsFile.read(Optional.empty(), Map.of(), List.of(flags));
    }

    @Test
    void appliesTheFileThenTheEnvironmentThenTheFlags(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.conf"), "databases { max = 1, sessions = 1, ttl = 1s }, limits.sessions = 1");
        Settings settings = SettingsFile.read(
                Optional.of(file),
                Map.of("DAYFLY_DATABASES_MAX", "2", "DAYFLY_DATABASES_SESSIONS", "2", "HOME", "/"),
                List.of("databases.max=3"));
        assertThat(settings.databases().quota().databases()).isEqualTo(3);
        assertThat(settings.databases().role().sessions()).isEqualTo(2);
        assertThat(settings.sessions().max()).isEqualTo(1);
        assertThat(settings.listen().halfOpen()).isEqualTo(500);
    }

    @Test
    void takesTheLastOfTwoFlags() {
        assertThat(flags("drain=1s", "drain=2s").sessions().drain()).hasSeconds(2);
    }

    @Test
    void readsAVariableForEveryKey() {
        for (Map.Entry<String, Object> key :
                DefaultsTest.values(SettingsFile.readDefaults()).entrySet()) {
            String name = "DAYFLY_"
                    + key.getKey()
                            .toUpperCase(java.util.Locale.ROOT)
                            .replace('.', '_')
                            .replace('-', '_');
            String value =
                    key.getValue() instanceof List<?> ? "" : key.getValue().toString();
            assertThat(environment(name, value)).as(name).isEqualTo(SettingsFile.defaults());
        }
    }

    @Test
    void readsListsWithCommas() {
        assertThat(environment("DAYFLY_ACCESS_MAINTENANCE_ROLES", "a:x, b:y,")
                        .access()
                        .maintenanceRoles())
                .extracting(MaintenanceRole::role)
                .containsExactly("a", "b");
    }

    @Test
    void readsListsInBracketsAsInAFile() {
        assertThat(flags("access.maintenance-roles=[\"a:x,y\", \"b:z\"]")
                        .access()
                        .maintenanceRoles())
                .extracting(
                        MaintenanceRole::role, it -> it.password().orElseThrow().value())
                .containsExactly(tuple("a", "x,y"), tuple("b", "z"));
        assertThat(environment("DAYFLY_ACCESS_MAINTENANCE_ROLES", " [ ]")
                        .access()
                        .maintenanceRoles())
                .isEmpty();
    }

    @Test
    void readsGroupsInBracesAndTextInQuotesAsInAFile() {
        Settings settings = flags("embedded.settings={ work_mem = 4MB }", "databases={ max = 3 }", "drain=\"1s\"");
        assertThat(settings.cluster().embedded().settings()).isEqualTo(Map.of("work_mem", "4MB"));
        assertThat(settings.databases().quota().databases()).isEqualTo(3);
        assertThat(settings.sessions().drain()).hasSeconds(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access.maintenance-roles=[a:hunter2",
                "access.maintenance-roles=[a:${hunter2}]",
                "embedded.settings={ work_mem = hunter2",
                "access.maintenance-roles=[a:b], access.password = hunter2"
            })
    void refusesWhatIsNoHoconWithoutQuotingIt(String flag) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> flags(flag))
                .withMessageContainingAll("--set", "can't be read as HOCON")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void refusesAnUnknownKeyInBraces() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> flags("databases={ tll = 1h }"))
                .withMessageContainingAll("--set: databases.tll is no key", "databases.ttl");
    }

    @Test
    void readsPostgresSettingsByTheirNames() {
        assertThat(environment("DAYFLY_EMBEDDED_SETTINGS_WORK_MEM", "4MB")
                        .cluster()
                        .embedded()
                        .settings())
                .isEqualTo(Map.of("work_mem", "4MB"));
        assertThat(flags("embedded.settings.auto_explain.log_timing=off", "embedded.settings.work_mem=4MB")
                        .cluster()
                        .embedded()
                        .settings())
                .isEqualTo(Map.of("auto_explain.log_timing", "off", "work_mem", "4MB"));
    }

    @Test
    void takesValuesLiterally() {
        assertThat(environment("DAYFLY_ACCESS_PASSWORD", "${x} \"y\" = # z")
                        .access()
                        .password())
                .hasValue(new Secret("${x} \"y\" = # z"));
        assertThat(flags("access.password=a=b ").access().password()).hasValue(new Secret("a=b "));
    }

    @ParameterizedTest
    @CsvSource({
        "DAYFLY_DATABASES_TLL, DAYFLY_DATABASES_TTL",
        "DAYFLY_TTL, DAYFLY_DATABASES_TTL",
        "DAYFLY_PASSWORD, DAYFLY_ACCESS_PASSWORD",
        "DAYFLY_, DAYFLY_",
        "DAYFLY_CONFIGURATION, DAYFLY_",
        "DAYFLY_EMBEDDED_SETTINGS, DAYFLY_EMBEDDED_SETTINGS_NAME=value",
        "DAYFLY_PORT, DAYFLY_",
        "DAYFLY_WEB_PORT, DAYFLY_",
        "DAYFLY_WEB_PORT_80_TPC, DAYFLY_",
        "DAYFLY_DATABASES_SERVICE_PROT, DAYFLY_"
    })
    void refusesAnUnknownVariableWithTheNearestKnownVariable(String name, String nearest) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> environment(name, "hunter2"))
                .withMessageContainingAll("the variable " + name + " is", nearest)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "dayfly.ttl=1h, databases.ttl", "databases.maxTtl=1h, databases.max-ttl",
                "embedded.settings=x, embedded.settings.NAME",
        "passwort=hunter2, access.password", "databases=x, databases.", "databases.settings.x=1, databases."
    })
    void refusesAnUnknownFlagWithTheNearestKnownKey(String flag, String nearest) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> flags(flag))
                .withMessageContainingAll("--set", nearest)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "drain", "=5s", "access.password:hunter2"})
    void refusesAFlagThatSetsNothing(String flag) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> flags(flag))
                .withMessage("--set takes key=value, as in --set databases.ttl=2h");
    }

    @Test
    void saysWhereABadValueCameFrom() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> environment("DAYFLY_DRAIN", "soon"))
                .withMessageStartingWith("DAYFLY_DRAIN: drain is \"soon\"");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> flags("drain=soon"))
                .withMessageStartingWith("--set: drain is \"soon\"");
    }

    @ParameterizedTest
    @CsvSource({
        "DAYFLY_CONFIG, /etc/proxy.conf",
        "DAYFLY_JAVA_OPTS, -Xmx256m",
        "DAYFLY_SERVICE_HOST, 10.0.0.1",
        "DAYFLY_SERVICE_PORT, 6432",
        "DAYFLY_SERVICE_PORT_POSTGRES, 6432",
        "DAYFLY_PORT, tcp://10.0.0.1:6432",
        "DAYFLY_PORT_6432_TCP_ADDR, 10.0.0.1",
        "DAYFLY_WEB_SERVICE_HOST, 10.0.0.7",
        "DAYFLY_WEB_SERVICE_PORT, 80",
        "DAYFLY_WEB_SERVICE_PORT_HTTP, 80",
        "DAYFLY_WEB_PORT, tcp://10.0.0.7:80",
        "DAYFLY_WEB_PORT_80_TCP, tcp://10.0.0.7:80",
        "DAYFLY_WEB_PORT_80_TCP_PROTO, tcp",
        "DAYFLY_WEB_PORT_80_TCP_PORT, 80",
        "DAYFLY_WEB_PORT_80_TCP_ADDR, 10.0.0.7",
        "DAYFLY_TEMPLATES_WEB_SERVICE_HOST, 10.0.0.7",
        "DAYFLY_TLS_PORT, udp://[::1]:80",
        "DAYFLY_DATABASES_PORT_80_SCTP_ADDR, 10.0.0.7",
        "PGPASSWORD, x",
        "dayfly_drain, x"
    })
    void ignoresVariablesThatAreNotMeantForDayfly(String name, String value) {
        assertThat(environment(name, value)).isEqualTo(SettingsFile.defaults());
    }
}
