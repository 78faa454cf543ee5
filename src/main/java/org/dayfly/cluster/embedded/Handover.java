package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a folder and all in it to the server's account, past links that its former owner may have planted.
 *
 * <p>Every folder becomes root's and closed before its entries are looked at, so that nobody can exchange them any
 * more. The uppermost folder is handed over last: a hand-over that was cut short is begun again at the next start.
 */
final class Handover {
    private final ServerAccount account;
    private final List<Path> files = new ArrayList<>();

    private Handover(ServerAccount account) {
        this.account = account;
    }

    /** Does nothing where the folder is the account's already, or the account is our own. */
    static void of(Path folder, ServerAccount account) throws IOException {
        Path real = folder.toRealPath();
        Optional<FileStatus> status = FileStatus.of(real);
        if (account.uid() < 0 || status.isEmpty() || status.get().uid() == account.uid()) {
            return;
        }
        Handover handover = new Handover(account);
        handover.collect(real, status.get());
        for (int i = handover.files.size() - 1; i >= 0; i--) {
            account.own(handover.files.get(i));
        }
    }

    private void collect(Path file, FileStatus status) throws IOException {
        files.add(file);
        if (status.isDirectory()) {
            FileTree.closeToOwner(file, status);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
                for (Path entry : entries) {
                    collect(entry, FileStatus.of(entry).orElseThrow());
                }
            }
        } else {
            account.refuseOtherNames(file, status);
        }
    }
}
