package org.dayfly.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.ListenSettings;
import org.dayfly.config.MaintenanceRole;
import org.dayfly.config.Settings;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where dayfly listens, and which clients it lets in. */
final class AccessSettingsTest {
    private static Settings set(String... flags) {
        return SettingsFile.read(Optional.empty(), Map.of(), List.of(flags));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:6432", "*:6432", "[::]:6432", "192.0.2.1:6432", "db.example.org:6432"})
    void refusesToListenBeyondLoopbackAndNamesBothRemedies(String listen) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> set("listen=" + listen))
                .withMessageStartingWith("listen is " + listen)
                .withMessageContaining("access.password")
                .withMessageContaining("access.open = true");
        assertThat(set("listen=" + listen, "access.open=true").access().open()).isTrue();
        assertThat(set("listen=" + listen, "access.password=x").access().password())
                .hasValue(new Secret("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:6433", "*:6433", "192.0.2.1:6433", "db.example.org:6433"})
    void refusesToShowTheStatusPageBeyondLoopbackWithoutAPassword(String listen) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> set("status.listen=" + listen))
                .withMessageStartingWith("status.listen is " + listen)
                .withMessageContaining("set status.password or access.password, or access.open = true");
        for (String remedy : List.of("access.open=true", "access.password=x", "status.password=x")) {
            assertThat(set("status.listen=" + listen, remedy).status().listen())
                    .hasValueSatisfying(place -> assertThat(place).hasToString(listen));
        }
        assertThat(set("status.listen=127.0.0.1:6433").status().password()).isEmpty();
        assertThat(set().status().listen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:6432, '', 127.0.0.1:6432, 127.0.0.1:6432",
        "*:6432, '', localhost:6432, localhost:6432",
        "[::]:6432, db.example.org:5432, localhost:6432, db.example.org:5432"
    })
    void givesTheAddressForLocalAndForRemoteClients(String listen, String advertise, String near, String told) {
        ListenSettings settings = set("listen=" + listen, "advertise=" + advertise, "access.open=true")
                .listen();
        assertThat(settings.near()).hasToString(near);
        assertThat(settings.told()).hasToString(told);
    }

    @Test
    void refusesOpenAccessTogetherWithAPassword() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> set("access.open=true", "access.password=hunter2"))
                .withMessageContainingAll("access.open", "access.password")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void readsMaintenanceRolesWithAndWithoutAPassword() {
        assertThat(set("access.maintenance-roles=admin:a:b, maker").access().maintenanceRoles())
                .containsExactly(
                        new MaintenanceRole("admin", Optional.of(new Secret("a:b"))),
                        new MaintenanceRole("maker", Optional.empty()));
    }
}
