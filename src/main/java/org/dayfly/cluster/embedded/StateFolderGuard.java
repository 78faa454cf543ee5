package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileStatus;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a state folder that already existed, so that other users can't change it.
 *
 * <p>If dayfly runs as root, all its work on paths in the folder depends on this check: the server's account can't
 * replace the folder, or an entry of the folder, with a link to another place.
 */
record StateFolderGuard(StateFolder folder, ServerAccount account) {
    private static final Logger log = LoggerFactory.getLogger(StateFolderGuard.class);

    /**
     * Closes the folder to other users.
     *
     * @throws ClusterException if the folder can't be closed, or if it holds an entry that another user made
     */
    void close() {
        try {
            if (account.isApart()) {
                refuseParentsOf(folder.path(), account);
            }
            Optional<FileStatus> status = FileStatus.of(folder.path().toRealPath());
            if (status.isPresent() && isOpen(status.get())) {
                close(status.get());
            }
            if (account.isApart()) {
                refuseLinks();
            }
        } catch (IOException e) {
            throw new ClusterException(
                    "the state folder " + folder.path() + " can't be closed to others (" + IoReason.of(e)
                            + "); start as its owner, or choose another one: --set embedded.directory=FOLDER",
                    e);
        }
    }

    private boolean isOpen(FileStatus status) {
        return status.othersMayWrite() || (account.isApart() && status.uid() != FileStatus.ROOT);
    }

    private void close(FileStatus status) throws IOException {
        Optional<Path> stranger = stranger();
        if (stranger.isPresent() && account.isApart()) {
            throw new ClusterException(
                    "the state folder " + folder.path() + " belongs to uid " + status.uid() + " with mode "
                            + status.permissions() + ", so others can change it, and it holds " + stranger.get()
                            + ", which is not dayfly's; name a folder of dayfly's own: --set "
                            + "embedded.directory=FOLDER");
        }
        boolean ours = FileStatus.ownUid().filter(uid -> uid == status.uid()).isPresent();
        if (account.isApart()) {
            Path real = folder.path().toRealPath();
            Files.setAttribute(real, "unix:uid", FileStatus.ROOT);
            FileMode.set(real, StateDirectory.MODE_FOR_ROOT);
        } else if (ours && stranger.isEmpty()) {
            FileMode.set(folder.path(), StateDirectory.MODE);
        } else {
            return;
        }
        log.warn(
                "closed state folder {} to other users, who could change it before (uid {}, mode {})",
                folder.path(),
                status.uid(),
                status.permissions());
    }

    private Optional<Path> stranger() throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            return entries.filter(entry -> !StateFolder.isOurs(String.valueOf(entry.getFileName())))
                    .findFirst();
        }
    }

    /** Refuses links that an account may have made while this account could change the folder. */
    private void refuseLinks() throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            for (Path entry : entries.toList()) {
                Optional<FileStatus> status = FileStatus.of(entry);
                if (status.isPresent() && status.get().isLink() && status.get().uid() != FileStatus.ROOT) {
                    throw new ClusterException(
                            entry + " is a link that uid " + status.get().uid()
                                    + " made, so root does not follow it; remove it, or give it to root: chown -h root "
                                    + entry);
                }
            }
        }
    }

    /**
     * Refuses a folder whose path the account can change.
     *
     * @throws ClusterException if the account may rename a folder on the path
     */
    static void refuseParentsOf(Path folder, ServerAccount account) throws IOException {
        Set<Path> parents = new LinkedHashSet<>();
        for (Path way : List.of(folder.toAbsolutePath(), folder.toRealPath())) {
            for (Path parent = way.getParent(); parent != null; parent = parent.getParent()) {
                parents.add(parent);
            }
        }
        for (Path parent : parents) {
            Optional<FileStatus> status = FileStatus.of(parent);
            if (status.isPresent() && !status.get().isLink() && status.get().entriesMayBeMovedBy(account)) {
                throw new ClusterException(parent + " (uid " + status.get().uid() + ", mode "
                        + status.get().permissions() + ") can be changed by " + account.name()
                        + ", under which the server"
                        + " runs, so that root can't trust " + folder
                        + " in it; start dayfly as an ordinary user, close "
                        + parent + ", or choose another folder: --set embedded.directory=FOLDER");
            }
        }
    }
}
