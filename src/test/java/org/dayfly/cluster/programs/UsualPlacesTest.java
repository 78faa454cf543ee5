package org.dayfly.cluster.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.embedded.TestFolder;
import org.dayfly.cluster.programs.UsualPlaces.Place;
import org.dayfly.machine.FileMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installations are found where distributions put them. The settings come first. */
final class UsualPlacesTest {
    private final Path folder;

    UsualPlacesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path install(String name) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("postgres", "initdb", "pg_ctl")) {
            Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\nexit 1\n");
            FileMode.set(file, "rwxr-xr-x");
        }
        return home;
    }

    private Place place(String name, String prefix) {
        return new Place(folder.resolve(name).toString(), prefix);
    }

    @Test
    void theNameOfTheFolderTellsTheVersion() throws IOException {
        Path debian = install("debian/15");
        Path brew = install("brew/postgresql@16");
        install("brew/postgresql");
        install("brew/mysql@8");
        assertThat(UsualPlaces.find(List.of(place("debian", ""), place("brew", "postgresql@"), place("absent", ""))))
                .isEqualTo(Map.of(15, debian, 16, brew));
    }

    @Test
    void aFolderWithoutTheServerAndAnOldVersionDoNotCount() throws IOException {
        Files.delete(install("debian/16").resolve("bin/postgres"));
        install("debian/13");
        assertThat(UsualPlaces.find(List.of(place("debian", "")))).isEmpty();
    }

    @Test
    void theFirstPlaceCounts() throws IOException {
        install("second/15");
        Path first = install("first/15");
        assertThat(UsualPlaces.find(List.of(place("first", ""), place("second", ""))))
                .isEqualTo(Map.of(15, first));
    }

    @Test
    void whatIsFoundAndCannotRunIsListedWithTheReasonAndRefusedWhenItIsUsed() throws IOException {
        Path broken = install("debian/16");
        Path named = TestFolder.home(14);
        Installations installations =
                new Installations(Map.of(14, named), Map.of(14, broken, 16, broken), Platform.here());
        assertThat(installations.majors()).containsExactly(14, 16);
        assertThat(installations.places()).containsEntry(14, named.toString());
        assertThat(installations.places().get(16)).startsWith("not usable: the version of " + broken);
        assertThat(installations.of(14).major()).isEqualTo(14);
        assertThatThrownBy(() -> installations.of(16)).isInstanceOf(ClusterException.class);
        assertThatThrownBy(() -> installations.of(13))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("there is no PostgreSQL 13 here");
    }
}
