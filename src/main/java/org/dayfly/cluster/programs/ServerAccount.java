package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.MachineException;
import org.dayfly.machine.ProgramLog;
import org.dayfly.machine.SystemText;
import org.dayfly.machine.ThisAccount;

/**
 * The account that the server's programs run under: dayfly's own account, unless dayfly runs as root. PostgreSQL does
 * not run as root.
 *
 * @param name the name for the log
 * @param uid the owner of the server's files; negative: the account that makes them
 * @param prefix the words before a program's name that run the program under the account
 * @see <a href="https://www.postgresql.org/docs/current/postgres-user.html">PostgreSQL, 18.1</a>
 */
public record ServerAccount(String name, int uid, int gid, List<String> prefix) {
    private static final ServerAccount OURS = new ServerAccount("our own account", -1, -1, List.of());

    /**
     * The first account that dayfly can use and that can reach the folders it needs. The owner of a data directory is
     * tried first.
     *
     * @param needed the folders; the first is the state folder
     * @throws ClusterException if dayfly runs as root and there is no such account
     */
    public static ServerAccount choose(Path data, List<Path> needed) {
        if (!ThisAccount.isRoot()) {
            return OURS;
        }
        List<ServerAccount> candidates = candidates(data);
        return candidates.stream()
                .filter(account -> needed.stream().allMatch(account::reaches))
                .findFirst()
                .orElseThrow(() -> new ClusterException("PostgreSQL does not run as root, and no other account could be"
                        + " used for it on " + needed.get(0) + " (tried "
                        + String.join(
                                ", ",
                                candidates.stream().map(ServerAccount::name).toList())
                        + "); start dayfly as an ordinary user, choose a folder that others can pass to"
                        + " (--set embedded.directory=FOLDER), or allow CAP_SETUID or user namespaces"));
    }

    private static List<ServerAccount> candidates(Path data) {
        List<ServerAccount> candidates = new ArrayList<>();
        for (PasswdEntry entry : PasswdEntry.of(owner(data), "postgres", "nobody")) {
            candidates.add(entry.by(
                    "setpriv", "setpriv", "--reuid=" + entry.uid(), "--regid=" + entry.gid(), "--clear-groups", "--"));
            candidates.add(entry.by("runuser", "runuser", "-u", entry.name(), "--"));
            candidates.add(entry.by("su", "su", "-s", "/bin/sh", entry.name(), "-c", "exec \"$0\" \"$@\"", "--"));
        }
        // Outside the namespace the uid stays root's, so that the programs can pass even root's home. Inside the
        // namespace, PostgreSQL sees the account nobody.
        candidates.add(new ServerAccount("unshare -U", 0, 0, List.of("unshare", "-U", "--")));
        return candidates;
    }

    private static int owner(Path data) {
        try {
            return Files.exists(data) && Files.getAttribute(data, "unix:uid") instanceof Integer uid ? uid : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private boolean reaches(Path folder) {
        return run(List.of("sh", "-c", "cd \"$0\" && [ \"$(id -u)\" != 0 ]", folder.toString()))
                .succeeded();
    }

    /** Runs a program under this account and waits for its end. */
    public ProgramRun run(List<String> command) {
        return ProgramRun.of(command(command));
    }

    /** Runs a program under this account, with an input of at most a few pages, and waits for its end. */
    public ProgramRun run(List<String> command, String input) {
        return ProgramRun.of(command(command), input);
    }

    /** The command that runs a program under this account. */
    public List<String> command(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    /**
     * Whether the server's account has fewer rights than dayfly. Then dayfly must not follow a path that the account
     * controls.
     */
    public boolean isApart() {
        return uid > FileStatus.ROOT;
    }

    /**
     * Gives a file or folder to this account, but not the entries of the folder. If the path is a link, the account
     * gets the link itself.
     *
     * @throws ClusterException if the file has another name, under which it may belong to somebody else
     */
    public void own(Path file) throws IOException {
        Optional<FileStatus> status = FileStatus.of(file);
        if (uid < 0
                || status.isEmpty()
                || (status.get().uid() == uid && status.get().gid() == gid)) {
            return;
        }
        refuseOtherNames(file, status.get());
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    void refuseOtherNames(Path file, FileStatus status) {
        if (status.hasOtherNames() && status.uid() != uid) {
            throw new ClusterException(file + " has " + status.links()
                    + " names (hard links), so it may belong to another program too, and is not given to "
                    + name + "; copy it, and put the copy in its place");
        }
    }

    /**
     * Writes a file with the rights of this account. A link that the account made leads only to files that the account
     * may write itself.
     */
    public void write(Path file, String text) throws IOException {
        if (isApart()) {
            shell("cat > \"$0\"", file, text);
        } else {
            Files.writeString(file, text, SystemText.CHARSET);
        }
    }

    /** Appends to a file with the rights of this account. */
    public void append(Path file, String text) throws IOException {
        if (isApart()) {
            shell("cat >> \"$0\"", file, text);
        } else {
            Files.writeString(file, text, SystemText.CHARSET, StandardOpenOption.APPEND);
        }
    }

    /** Removes a file with the rights of this account. Does nothing if there is no file. */
    public void delete(Path file) throws IOException {
        if (isApart()) {
            shell("rm -f -- \"$0\"", file, "");
        } else {
            Files.deleteIfExists(file);
        }
    }

    private void shell(String script, Path file, String input) throws IOException {
        ProgramRun run = run(List.of("sh", "-c", "umask 077; " + script, file.toString()), input);
        if (!run.succeeded()) {
            throw new IOException(file + " as " + name + ": " + run.output());
        }
    }

    /**
     * Makes the log file, if there is none, for this account.
     *
     * @throws ClusterException if the log can't be written
     */
    public void prepare(ProgramLog log) {
        try {
            log.prepare();
            own(log.path());
        } catch (MachineException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ClusterException("the log " + log.path() + " has another owner: " + IoReason.of(e), e);
        }
    }
}
