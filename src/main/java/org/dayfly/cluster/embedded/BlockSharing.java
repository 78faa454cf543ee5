package org.dayfly.cluster.embedded;

import java.nio.file.Path;
import java.util.List;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.machine.SystemFamily;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a file system lets a copy of a file share the blocks of the file until one of the two changes
 * (reflinks: XFS, Btrfs, APFS). PostgreSQL's clone of files does not tell: on Linux the kernel copies the blocks if it
 * cannot share them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-FILE-COPY-METHOD">PostgreSQL,
 *     file_copy_method</a>
 */
final class BlockSharing {
    private static final Logger log = LoggerFactory.getLogger(BlockSharing.class);

    private BlockSharing() {}

    /** Tries a copy that must share blocks. Without a program that can do so, the answer is no. */
    static boolean in(Path data, ServerAccount account, Platform platform) {
        if (platform.family() == SystemFamily.WINDOWS) {
            return false;
        }
        String copy = platform.family() == SystemFamily.DARWIN ? "cp -c" : "cp --reflink=always";
        ProgramRun tried = account.run(List.of(
                "sh",
                "-c",
                copy + " \"$0\" \"$1\"; status=$?; rm -f \"$1\"; exit $status",
                data.resolve("global").resolve("pg_control").toString(),
                data.resolve("shared-blocks.dayfly").toString()));
        if (tried.succeeded()) {
            log.info("the file system of {} lets copies share blocks", data);
        } else {
            log.debug("no shared blocks in {}: {}", data, tried.output());
        }
        return tried.succeeded();
    }
}
