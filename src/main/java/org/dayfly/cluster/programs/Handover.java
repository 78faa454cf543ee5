package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a folder and all its entries to the server's account, without following links that the former owner may have
 * made.
 *
 * <p>Every folder is given to root and closed before dayfly looks at its entries, so that nobody can replace them. The
 * uppermost folder is handed over last. So if the hand-over is interrupted, the next start repeats the hand-over.
 */
public final class Handover {
    private final ServerAccount account;
    private final List<Path> files = new ArrayList<>();

    private Handover(ServerAccount account) {
        this.account = account;
    }

    /** Does nothing if the folder already belongs to the account, or if the account is dayfly's own. */
    public static void of(Path folder, ServerAccount account) throws IOException {
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
