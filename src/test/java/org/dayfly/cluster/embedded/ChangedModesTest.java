package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.ThisAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** dayfly restores modes and owners that a platform changed, and loses no data. */
class ChangedModesTest {
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

    /** At each mount, kubelet gives these modes to a volume of a pod that has an fsGroup. */
    @Test
    void removesTheRightsThatThePlatformGaveToAGroup() throws Exception {
        chmod("rwxrwx---", "rw-rw----");
        kept.assertNothingLost();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.data())))
                .isEqualTo("rwx------");
    }

    @Test
    void removesRightsThatEverybodyHas() throws Exception {
        chmod("rwxrwxrwx", "rwxrwxrwx");
        FileMode.set(folder.path(), "rwxrwxrwx");
        kept.assertNothingLost();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo(ThisAccount.isRoot() ? "rwxr-xr-x" : "rwx------");
    }

    @Test
    void takesTheDataBackFromAnotherOwner() throws Exception {
        assumeTrue(ThisAccount.isRoot());
        for (int uid : new int[] {65534, 0, 12345}) {
            chown(folder.path(), uid);
            kept.assertNothingLost();
            assertThat(Files.getAttribute(folder.path(), "unix:uid")).isEqualTo(0);
        }
    }

    private void chmod(String folders, String files) throws IOException {
        for (Path path : KeptData.all(folder.data())) {
            FileMode.set(path, Files.isDirectory(path) ? folders : files);
        }
    }

    private static void chown(Path root, int uid) throws IOException {
        for (Path path : KeptData.all(root)) {
            Files.setAttribute(path, "unix:uid", uid);
        }
    }
}
