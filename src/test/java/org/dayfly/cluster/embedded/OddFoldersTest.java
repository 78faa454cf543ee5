package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.machine.ThisAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded server starts in folders of any name, or the error names the character that it cannot handle. */
class OddFoldersTest {
    private final StateFolder parent = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(parent);
    }

    private StateFolder named(String name) {
        return new StateFolder(parent.path().resolve(name).resolve("state"), parent.programs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk=17,os=linux", "it's a blank", "jürgen", "数据", "50%"})
    void startsInAFolderWithAnOddName(String name) throws Exception {
        StateFolder folder = named(name);
        try (EmbeddedCluster cluster = TestFolder.start(folder)) {
            assertThat(Sql.ask(cluster, "SELECT 7")).isEqualTo("7");
            assertThat(ServerProcess.all(folder.data())).isNotEmpty();
        }
        assertThat(ServerProcess.all(folder.data())).isEmpty();
        TestFolder.start(folder).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$HOME", "the \"odd\" one", "a`b", "a\\b"})
    void refusesAFolderWhoseNameAShellWouldChange(String name) {
        StateFolder folder = named(name);
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> TestFolder.start(folder).close())
                .withMessageMatching(".* has a [$\"`\\\\] in its name.*--set embedded.directory=FOLDER");
        assertThat(folder.path().getParent()).doesNotExist();
    }

    @Test
    void asksForAFolderIfThereIsNoHome() {
        assumeTrue(!ThisAccount.isRoot(), "root has a folder that is no home");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> StateFolder.of(
                        new EmbeddedSettings(
                                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of(), false),
                        Platform.here(),
                        Map.of("HOME", "?")))
                .withMessageContainingAll("no home", "--set embedded.directory=FOLDER");
    }

    @Test
    void makesTheDataAsAnAccountWithoutAName() {
        assumeTrue(ThisAccount.isRoot(), "only root has another account");
        ServerAccount nameless = new ServerAccount(
                "12345", 12345, 12345, List.of("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", "--"));
        assumeTrue(nameless.run(List.of("unshare", "-U", "true")).succeeded(), "there are no user namespaces");
        ServerBinaries binaries =
                TestFolder.archive(ServerArchive.EMBEDDED_MAJOR).unpackUnder(parent.programs());
        new Initdb(binaries, nameless, Optional.empty(), Platform.here()).make(parent.data());
        assertThat(new DataDirectory(parent.data()).damage()).isEmpty();
    }
}
