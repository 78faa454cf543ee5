package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dayfly.Sql;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileStatus;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ThisAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As root, dayfly follows no links that the server's account put into folders that it can write. */
class PlantedLinkTest {
    private static final String CONTENT = "topsecret";

    private final StateFolder folder = TestFolder.create();
    private final StateFolder roots = TestFolder.create();
    private final Path canary = roots.path().resolve("canary");
    private int account;

    @BeforeEach
    void startOnce() throws Exception {
        assumeTrue(ThisAccount.isRoot());
        TestFolder.start(folder).close();
        account = uid(folder.data());
        assumeTrue(account != 0, "the server runs as root outside of its namespace");
        Files.writeString(canary, CONTENT);
        FileMode.set(canary, "rw-r-----");
        FileMode.set(roots.path(), "rwxr-xr-x");
    }

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
        TestFolder.delete(roots);
    }

    @Test
    void followsNoLinkInTheData() throws Exception {
        for (String name : List.of(
                "dayfly.conf",
                "postgresql.conf",
                "pg_hba.conf",
                "postmaster.pid",
                "postmaster.opts",
                "PG_VERSION",
                "global/pg_control",
                "global",
                "pg_wal",
                "base/link")) {
            insteadOf(folder.data().resolve(name), link -> plant(link, canary));
        }
    }

    @Test
    void writesThroughNoHardLinkInTheData() throws Exception {
        for (String name : List.of("dayfly.conf", "postmaster.pid", "PG_VERSION", "global/pg_control")) {
            insteadOf(folder.data().resolve(name), link -> Files.createLink(link, canary));
        }
    }

    @Test
    void followsNoLinkWhenItChangesTheOwnerOfTheData() throws Exception {
        plant(folder.data().resolve("base/link"), canary);
        plant(folder.data().resolve("base/folder"), roots.path());
        give(12345, folder.data());
        start();
        assertUnharmed();
        assertThat(uid(roots.path())).isZero();
        assertThat(uid(folder.data())).isEqualTo(account);
    }

    @Test
    void doesNotChangeTheOwnerOfAFileThatHasAHardLink() throws Exception {
        Files.createLink(folder.data().resolve("base/file"), canary);
        give(12345, folder.data());
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("base/file has 2 names (hard links)");
        assertUnharmed();
    }

    @Test
    void followsNoLinkInAStateFolderThatTheAccountOwned() throws Exception {
        for (String name : List.of("server.log", "lock", "owner", "run", "run.path", "password", "data")) {
            Path target = name.equals("run") || name.equals("data") ? roots.path() : canary;
            Files.setAttribute(folder.path(), "unix:uid", account);
            insteadOf(folder.path().resolve(name), link -> plant(link, target));
            assertThat(Files.getAttribute(roots.path(), "unix:mode")).isEqualTo(040755);
            assertThat(uid(roots.path())).isZero();
        }
    }

    @Test
    void writesThroughNoHardLinkInAStateFolderThatTheAccountOwned() throws Exception {
        for (String name : List.of("server.log", "lock", "owner", "run.path")) {
            Files.setAttribute(folder.path(), "unix:uid", account);
            insteadOf(folder.path().resolve(name), link -> Files.createLink(link, canary));
        }
    }

    @Test
    void removesNoLockThatAForgedPostmasterFileNames() throws Exception {
        Path lock = Files.writeString(roots.path().resolve(".s.PGSQL.5432.lock"), CONTENT);
        Files.write(
                PostmasterFile.in(folder.data()),
                List.of("999999999", "x", "1", "5432", roots.path().toString(), "", "1 2", "ready"));
        start();
        assertThat(lock).hasContent(CONTENT);
    }

    @Test
    void followsNoLinkWhenItDeletes() throws Exception {
        Path damaged = Files.createDirectories(folder.path().resolve("data.damaged-20200101-010203-004/base"));
        plant(damaged.resolve("folder"), roots.path());
        give(account, FileTree.parent(damaged));
        FileTree.delete(FileTree.parent(damaged));
        assertThat(FileTree.parent(damaged)).doesNotExist();
        assertUnharmed();
    }

    @Test
    void makesANewSocketFolderIfTheOldSocketFolderIsALink() throws Exception {
        Path deep =
                Files.createDirectories(folder.path().resolve("d".repeat(60)).resolve("e".repeat(60)));
        StateFolder deepFolder = new StateFolder(deep, folder.programs());
        TestFolder.start(deepFolder).close();
        Path remembered = Path.of(Files.readString(deep.resolve("run.path")));
        FileTree.delete(remembered);
        plant(remembered, roots.path());
        try (EmbeddedCluster cluster = TestFolder.start(deepFolder)) {
            assertThat(Sql.answers(cluster)).isTrue();
            assertThat(cluster.address().toString()).doesNotStartWith(remembered + "/");
        } finally {
            Files.delete(remembered);
            FileTree.delete(Path.of(Files.readString(deep.resolve("run.path"))));
        }
        assertThat(Files.getAttribute(roots.path(), "unix:mode")).isEqualTo(040755);
        assertThat(uid(roots.path())).isZero();
    }

    @Test
    void refusesAStateFolderThatTheAccountCanRename() throws Exception {
        Path theirs = Files.createDirectory(folder.path().resolve("theirs"));
        Files.setAttribute(theirs, "unix:uid", account);
        assertThatThrownBy(() -> TestFolder.start(new StateFolder(theirs.resolve("state"), folder.programs())))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("can be changed by")
                .hasMessageContaining("--set embedded.directory=FOLDER");
    }

    @Test
    void refusesAFolderThatOthersCanChangeAndThatHoldsOtherFiles() throws Exception {
        Files.createFile(folder.path().resolve("stranger"));
        FileMode.set(folder.path(), "rwxrwxrwx");
        assertThatThrownBy(() -> TestFolder.start(folder))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("holds " + folder.path().resolve("stranger"));
        assertThat(Files.getAttribute(folder.path(), "unix:mode")).isEqualTo(040777);
    }

    private interface Planting {
        void at(Path link) throws IOException;
    }

    private void insteadOf(Path file, Planting planting) throws IOException {
        Path moved = roots.path().resolve("moved");
        boolean wasThere = Files.exists(file);
        if (wasThere) {
            Files.move(file, moved);
        }
        planting.at(file);
        start();
        assertUnharmed();
        FileTree.delete(file);
        if (wasThere) {
            Files.move(moved, file);
        }
    }

    /** The server may start or not: the account can always keep its own server from starting. */
    private void start() {
        try {
            TestFolder.start(folder, 20, Map.of()).close();
        } catch (ClusterException e) {
            assertThat(e).hasMessageNotContainingAny(CONTENT);
        }
    }

    private void plant(Path link, Path target) throws IOException {
        Files.createSymbolicLink(link, target);
        Files.setAttribute(link, "unix:uid", account, LinkOption.NOFOLLOW_LINKS);
    }

    private static void give(int uid, Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                if (!FileStatus.of(path).orElseThrow().hasOtherNames()) {
                    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private void assertUnharmed() throws IOException {
        assertThat(canary).hasContent(CONTENT);
        assertThat(Files.getAttribute(canary, "unix:mode")).isEqualTo(0100640);
        assertThat(uid(canary)).isZero();
        assertThat(Files.getAttribute(canary, "unix:gid")).isEqualTo(0);
    }

    private static int uid(Path file) throws IOException {
        return FileStatus.of(file).orElseThrow().uid();
    }
}
