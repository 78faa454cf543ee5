package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.SystemFamily;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a data directory with initdb. The directory is made under another name and renamed when it is complete, so that
 * no half-made directory ever has the name.
 *
 * @param passwordFile the file with the superuser's password; empty if no other user can reach the server
 * @see <a href="https://www.postgresql.org/docs/current/app-initdb.html">PostgreSQL, initdb</a>
 */
record Initdb(ServerBinaries binaries, ServerAccount account, Optional<Path> passwordFile, Platform platform) {
    private static final String NAMELESS_ADVICE = "; give this account a line in /etc/passwd, allow it user namespaces"
            + " (unshare -U), or name a server of your own: --set servers=[\"postgresql://role@host\"]";

    private static final Logger log = LoggerFactory.getLogger(Initdb.class);

    /** Makes the data directory, owned by the server's account. */
    void make(Path data) {
        make(data, List.of());
    }

    /** @param options more options for initdb */
    void make(Path data, List<String> options) {
        long start = System.nanoTime();
        try {
            Path unfinished = Files.createTempDirectory(FileTree.parent(data), FileTree.UNFINISHED);
            account.own(unfinished);
            ProgramRun initdb = run(command(unfinished, options));
            if (!initdb.succeeded()) {
                FileTree.delete(unfinished);
                throw new ClusterException("initdb failed for " + data + " as " + account.name() + ": "
                        + initdb.output() + (isForWantOfAName(initdb) ? NAMELESS_ADVICE : ""));
            }
            configure(unfinished);
            // An empty folder of this name, such as a mounted volume, may exist.
            Files.move(unfinished, data, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException(
                    "the data directory " + data + " can't be made (" + IoReason.of(e) + "); make room there", e);
        }
        log.info(
                "data directory {} initialised in {} ms, owned by {}",
                data,
                (System.nanoTime() - start) / 1_000_000,
                account.name());
    }

    /**
     * Runs initdb. Unlike the server, initdb needs an account with a name. In a user namespace that maps no account,
     * the account's name is "nobody".
     */
    private ProgramRun run(List<String> command) {
        ProgramRun initdb = account.run(command);
        if (!isForWantOfAName(initdb)) {
            return initdb;
        }
        ProgramRun asNobody = account.run(Stream.concat(Stream.of("unshare", "-U", "--"), command.stream())
                .toList());
        return asNobody.succeeded() ? asNobody : initdb;
    }

    private static boolean isForWantOfAName(ProgramRun initdb) {
        return initdb.output().contains("could not look up effective user ID");
    }

    private List<String> command(Path data, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("initdb"),
                "--pgdata=" + data,
                "--username=" + DataDirectory.SUPERUSER,
                "--no-sync",
                "--no-instructions",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=" + (passwordFile.isPresent() ? "scram-sha-256" : "trust")));
        passwordFile.ifPresent(file -> command.add("--pwfile=" + file));
        command.addAll(options);
        if (binaries.major() >= 18) {
            // Checksums would slow down each write, to find damage that nobody would repair. Before 18, off is the
            // default, and there is no such option.
            command.add("--no-data-checksums");
        }
        if (binaries.major() >= 17) {
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        } else if (platform.family() == SystemFamily.LINUX) {
            // Letters of all languages, as with the builtin locale. Only Linux has this locale everywhere.
            command.add("--lc-ctype=C.UTF-8");
        }
        return command;
    }

    /** Writes as the server's account. This account already owns the folder, and may have put links into it. */
    private void configure(Path data) throws IOException {
        account.append(data.resolve("postgresql.conf"), "\ninclude '" + DataDirectory.SETTINGS + "'\n");
        account.write(data.resolve("pg_hba.conf"), authentication());
        account.write(data.resolve(DataDirectory.SETTINGS), "");
    }

    /**
     * On a Unix socket, the mode of the folder keeps other users out. On loopback, where any local user can connect,
     * the password keeps them out.
     */
    private String authentication() {
        return passwordFile.isPresent() ? "host all all 127.0.0.1/32 scram-sha-256\n" : "local all all trust\n";
    }
}
