package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ThisAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL never runs as root, even if root starts dayfly. */
class ServerAccountTest {
    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    @Test
    void theServerDoesNotRunAsRoot() {
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.answers(cluster)).isTrue();
            ProcessHandle postmaster = ProcessHandle.of(
                            Postmaster.running(folder.data()).orElseThrow().pid())
                    .orElseThrow();
            assertThat(postmaster.info().user()).isNotEqualTo(Optional.of("root"));
        }
    }

    @Test
    void theServerRunsAsTheAccountOfDayflyUnlessThatIsRoot() {
        assumeTrue(!ThisAccount.isRoot());
        assertThat(folder.account().prefix()).isEmpty();
    }

    @Test
    void theServerRunsAsTheOwnerOfTheDataIfDayflyIsRoot() throws Exception {
        assumeTrue(ThisAccount.isRoot());
        Files.createDirectory(folder.data());
        Files.setAttribute(folder.data(), "unix:uid", 65534);
        assertThat(folder.account().uid()).isEqualTo(65534);
    }

    @Test
    void theServerStartsInAFolderThatOnlyRootMayEnter() throws Exception {
        assumeTrue(ThisAccount.isRoot());
        assumeTrue(ProgramRun.of(java.util.List.of("unshare", "-U", "true")).succeeded());
        FileMode.set(folder.path(), "rwx------");
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.answers(cluster)).isTrue();
        }
        Path inner = folder.data().resolve("PG_VERSION");
        FileMode.set(folder.path(), "rwxr-xr-x");
        try (EmbeddedCluster cluster = TestFolder.start(folder, 20, Map.of())) {
            assertThat(Sql.answers(cluster)).isTrue();
            assertThat(Files.getAttribute(inner, "unix:uid")).isNotEqualTo(0);
        }
    }
}
