package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.machine.MachineException;
import org.dayfly.machine.ThisAccount;
import org.junit.jupiter.api.Test;

class StateFolderTest {
    private static final Platform LINUX = Platform.of("Linux", "amd64");

    @Test
    void usesTheFolderThatTheSettingsName() {
        assertThat(folder(Optional.of(Path.of("/srv/state")), LINUX, Map.of("XDG_STATE_HOME", "/xdg")))
                .isEqualTo(Path.of("/srv/state"));
    }

    @Test
    void followsTheXdgStateDirectory() {
        assertThat(folder(Optional.empty(), LINUX, Map.of("XDG_STATE_HOME", "/xdg")))
                .isEqualTo(Path.of("/xdg/dayfly"));
    }

    @Test
    void ignoresARelativeXdgStateDirectory() {
        assertThat(folder(Optional.empty(), LINUX, Map.of("XDG_STATE_HOME", "xdg", "HOME", "/home/ann")))
                .isEqualTo(withoutXdg());
    }

    @Test
    void usesTheHomeOfAUserAndVarLibForRoot() {
        assertThat(folder(Optional.empty(), LINUX, Map.of("HOME", "/home/ann"))).isEqualTo(withoutXdg());
    }

    @Test
    void usesTheUsualFoldersOfMacAndWindows() {
        assertThat(folder(Optional.empty(), Platform.of("Mac OS X", "aarch64"), Map.of("HOME", "/Users/ann")))
                .isEqualTo(Path.of("/Users/ann/Library/Application Support/dayfly"));
        assertThat(folder(Optional.empty(), Platform.of("Windows 11", "amd64"), Map.of("LOCALAPPDATA", "/C/local")))
                .isEqualTo(Path.of("/C/local/dayfly"));
    }

    /** No encoding has half of a surrogate pair. So Java refuses the text as it refuses an umlaut under LC_ALL=C. */
    @Test
    void refusesAFolderWhoseLettersTheLocaleLacks() {
        for (String variable : List.of("XDG_STATE_HOME", "LOCALAPPDATA")) {
            Platform platform = variable.startsWith("XDG") ? LINUX : Platform.of("Windows 11", "amd64");
            assertThatExceptionOfType(MachineException.class)
                    .isThrownBy(() -> folder(Optional.empty(), platform, Map.of(variable, "/home/\ud800")))
                    .withMessageContainingAll(variable + " has letters", "LC_ALL=C.UTF-8", "embedded.directory=FOLDER");
        }
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> new PostmasterFile(1, 5432, "/tmp/\ud800", "ready").endpoint())
                .withMessageContaining("LC_ALL=C.UTF-8");
    }

    private static Path withoutXdg() {
        return Path.of(ThisAccount.isRoot() ? "/var/lib/dayfly" : "/home/ann/.local/state/dayfly");
    }

    private static Path folder(Optional<Path> directory, Platform platform, Map<String, String> environment) {
        return StateFolder.of(
                        new EmbeddedSettings(directory, Optional.empty(), Optional.empty(), Map.of(), Map.of(), false),
                        platform,
                        environment)
                .path();
    }
}
