package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.UnixEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data that dayfly did not make, or that a server uses, is never touched. */
class ForeignDataTest {
    private final KeptData kept = KeptData.create();
    private final StateFolder folder = kept.folder();

    @BeforeEach
    void startOnce() throws SQLException {
        kept.make();
    }

    @AfterEach
    void delete() {
        kept.delete();
    }

    @Test
    void leavesTheDataOfAnotherVersionAlone() throws Exception {
        Path version = folder.data().resolve("PG_VERSION");
        Files.writeString(version, "17\n");
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is of PostgreSQL 17, and this dayfly starts PostgreSQL 18");
        Files.writeString(version, "18\n");
        kept.assertNothingLost();
    }

    @Test
    void leavesADataDirectoryAloneThatDayflyDidNotMake() throws Exception {
        Path mark = folder.data().resolve(DataDirectory.SETTINGS);
        Path elsewhere = folder.path().resolve("dayfly.conf");
        Files.move(mark, elsewhere);
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("was not made by dayfly");
        Files.move(elsewhere, mark);
        kept.assertNothingLost();
    }

    @Test
    void changesNothingInADataDirectoryThatIsGivenAsTheStateFolder() throws Exception {
        List<Path> before = KeptData.all(folder.data());
        assertThatThrownBy(() -> TestFolder.start(new StateFolder(folder.data(), folder.programs())))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("which is a data directory of PostgreSQL");
        assertThat(KeptData.all(folder.data())).isEqualTo(before);
        kept.assertNothingLost();
    }

    @Test
    void leavesTheDataAloneIfAServerAnswersWhoseProcessCannotBeSeen() throws Exception {
        Path file = PostmasterFile.in(folder.data());
        Files.write(
                file,
                List.of(
                        "999999999",
                        folder.data().toString(),
                        "1",
                        "5432",
                        folder.run().toString(),
                        "",
                        "1 2",
                        "ready"));
        try (ServerSocketChannel unseen = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            unseen.bind(UnixDomainSocketAddress.of(UnixEndpoint.in(folder.run()).socket()));
            Files.write(folder.data().resolve("global/pg_control"), new byte[8192]);
            assertThatThrownBy(() -> TestFolder.start(folder))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("a server whose process can't be seen from here answers");
            assertThat(file).exists();
            assertThat(kept.aside()).isEmpty();
        }
    }
}
