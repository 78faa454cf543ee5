package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.MachineException;
import org.dayfly.machine.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the embedded server: the programs ({@code postgresql-18-…}), {@code data}, {@code run} with the
 * socket, {@code server.log}, and the lock that keeps a second dayfly out.
 *
 * <p>A process that died may leave entries behind that begin with {@link FileTree#UNFINISHED}. They may be deleted.
 *
 * @param programs the folder in which the programs are unpacked; equal to the path unless the programs are shared
 */
public record StateFolder(Path path, Path programs) {

    /**
     * Characters that a shell does not take literally in double quotes, and the line break, which would end a line of
     * postmaster.pid.
     */
    private static final Pattern ODD = Pattern.compile("[$`\"\\\\\n]");

    /** The folder with the state folders of the servers, if there are several. */
    private static final String MEMBERS = "servers";

    private static final Pattern PROGRAMS = Pattern.compile("postgresql-\\d+-[0-9a-f]+");
    private static final Duration PROGRAMS_KEPT = Duration.ofDays(7);
    private static final Pattern OURS = Pattern.compile(PROGRAMS + "|" + Pattern.quote(FileTree.UNFINISHED)
            + ".*|data(\\.damaged-.*)?|run|run\\.path|background\\.(lock|log(\\.1)?|properties|used)|"
            + "programs|server-\\d+|"
            + "server\\.log(\\.1)?|password|lock|owner|instances|"
            + MEMBERS
            + "|lost\\+found");

    private static final Logger log = LoggerFactory.getLogger(StateFolder.class);

    /**
     * The folder that the settings name, or else the platform's default folder for the state of this user's programs.
     *
     * @throws MachineException if this account has no home for a state folder
     */
    static StateFolder of(EmbeddedSettings settings, Platform platform, Map<String, String> environment) {
        Path folder = settings.directory()
                .orElseGet(() ->
                        StateDirectory.customary(platform.family(), environment).path())
                .toAbsolutePath()
                .normalize();
        return at(settings.member()
                .map(member -> folder.resolve(MEMBERS).resolve(member))
                .orElse(folder));
    }

    /**
     * The folder that the settings name, or else the usual one, as programs see it that do not use what is in it.
     *
     * @throws MachineException if this account has no home for a state folder
     */
    public static StateDirectory directoryOf(EmbeddedSettings settings) {
        return of(settings, Platform.here(), System.getenv()).directory();
    }

    static StateFolder at(Path path) {
        return new StateFolder(path, path);
    }

    /**
     * Refuses a name with a character that a shell changes, because PostgreSQL's own programs pass the name to a shell
     * in double quotes.
     *
     * @throws ClusterException with the character
     */
    void refuseOddName() {
        Matcher odd = ODD.matcher(path + " " + programs);
        if (odd.find()) {
            String character = odd.group();
            throw new ClusterException(
                    "the state folder " + path + " has a " + (character.isBlank() ? "line break" : character)
                            + " in its name, which PostgreSQL's initdb and pg_ctl cannot handle; choose another one:"
                            + " --set embedded.directory=FOLDER");
        }
    }

    /** The folder as programs see it that do not use what is in it. */
    StateDirectory directory() {
        return new StateDirectory(path);
    }

    /**
     * The account that the server runs under.
     *
     * @throws ClusterException if dayfly runs as root, and no account can reach the folder
     */
    public ServerAccount account() {
        return ServerAccount.choose(data(), List.of(path, programs));
    }

    public Path data() {
        return path.resolve("data");
    }

    public Path run() {
        return path.resolve("run");
    }

    public Path log() {
        return path.resolve("server.log");
    }

    /** The folder of whole servers. */
    Path instances() {
        return path.resolve("instances");
    }

    Path password() {
        return path.resolve("password");
    }

    /**
     * Removes unfinished entries of dead processes, and programs that no dayfly has started for some days. A dayfly of
     * another version, or one that a library starts, may have programs of its own. The caller must hold the lock.
     */
    void tidy(ServerBinaries inUse) {
        try {
            if (inUse.home().startsWith(programs)) {
                Files.setLastModifiedTime(inUse.home(), FileTime.from(Instant.now()));
            }
            FileTree.deleteIn(path, name -> isLeftOver(name, inUse));
            if (Files.isDirectory(instances())) {
                FileTree.deleteIn(instances(), name -> name.startsWith(FileTree.UNFINISHED));
            }
        } catch (IOException e) {
            log.warn("could not remove the files of dead processes in {}: {}", path, IoReason.of(e));
        }
    }

    private boolean isLeftOver(String name, ServerBinaries inUse) {
        boolean otherPrograms = PROGRAMS.matcher(name).matches()
                && !inUse.home().endsWith(name)
                && FileTree.isOlder(path.resolve(name), PROGRAMS_KEPT);
        return otherPrograms || name.startsWith(FileTree.UNFINISHED);
    }

    /** Whether dayfly gives this name to an entry of a state folder. */
    static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }
}
