package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.dayfly.config.value.PathText;
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

    static final String MODE = "rwx------";

    /**
     * The server's account must be able to pass the folder. Each secret entry of the folder has its own closed mode.
     */
    static final String MODE_FOR_ROOT = "rwxr-xr-x";

    /**
     * Characters that a shell does not take literally in double quotes, and the line break, which would end a line of
     * postmaster.pid.
     */
    private static final Pattern ODD = Pattern.compile("[$`\"\\\\\n]");

    /** The folder with the state folders of the servers, if there are several. */
    private static final String MEMBERS = "servers";

    private static final Pattern PROGRAMS = Pattern.compile("postgresql-\\d+-[0-9a-f]+");
    private static final Pattern OURS = Pattern.compile(PROGRAMS + "|" + Pattern.quote(FileTree.UNFINISHED)
            + ".*|data(\\.damaged-.*)?|run|run\\.path|background\\.(lock|log(\\.1)?)|"
            + "server\\.log(\\.1)?|password|lock|owner|instances|"
            + MEMBERS
            + "|lost\\+found");

    private static final Logger log = LoggerFactory.getLogger(StateFolder.class);

    /**
     * The folder that the settings name, or else the platform's default folder for the state of this user's programs.
     */
    static StateFolder of(EmbeddedSettings settings, Platform platform, Map<String, String> environment) {
        Path folder = settings.directory()
                .orElseGet(() -> customary(platform, environment))
                .toAbsolutePath()
                .normalize();
        return at(settings.member()
                .map(member -> folder.resolve(MEMBERS).resolve(member))
                .orElse(folder));
    }

    static StateFolder at(Path path) {
        return new StateFolder(path, path);
    }

    private static Path customary(Platform platform, Map<String, String> environment) {
        return switch (platform.family()) {
            case LINUX -> linux(environment);
            case DARWIN -> home(environment).resolve("Library/Application Support/dayfly");
            case WINDOWS -> {
                String local = environment.getOrDefault("LOCALAPPDATA", "");
                Path parent =
                        local.isEmpty() ? home(environment).resolve("AppData/Local") : path("LOCALAPPDATA", local);
                yield parent.resolve("dayfly");
            }
        };
    }

    private static Path linux(Map<String, String> environment) {
        String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
        // The XDG Base Directory Specification says that relative paths are to be ignored.
        if (stateHome.startsWith("/")) {
            return path("XDG_STATE_HOME", stateHome).resolve("dayfly");
        }
        // Root's home is not used, because the server's account can't pass root's home.
        return ServerAccount.isRoot()
                ? Path.of("/var/lib/dayfly")
                : home(environment).resolve(".local/state/dayfly");
    }

    private static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        Path path = path("HOME", home.isEmpty() ? System.getProperty("user.home", "") : home);
        // Java returns "?" for the home of an account without a home.
        if (!path.isAbsolute()) {
            throw new ClusterException(
                    "this account has no home, in which the state folder would be; set HOME, or choose"
                            + " a folder: --set embedded.directory=FOLDER");
        }
        return path;
    }

    /**
     * Reads a path from a variable.
     *
     * @throws ClusterException if the locale does not have the letters of the path
     */
    private static Path path(String variable, String text) {
        return PathText.read(
                text,
                why -> new ClusterException(
                        variable + " " + why + ", or choose a folder: --set embedded.directory=FOLDER"));
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

    /** Makes the folder and its parents, unless the folder exists. */
    void create() {
        if (Files.isDirectory(path)) {
            return;
        }
        try {
            createWithParents(path.toAbsolutePath());
        } catch (IOException e) {
            throw new ClusterException(
                    "the state folder " + path + " can't be made (" + IoReason.of(e)
                            + "); choose another one: --set embedded.directory=FOLDER",
                    e);
        }
    }

    /**
     * Refuses a path with a file in the place of a folder.
     *
     * @throws ClusterException with the path of the file
     */
    void refuseFile() {
        Path there = existing();
        if (!Files.isDirectory(there)) {
            throw new ClusterException(
                    (there.equals(path) ? "the state folder " : "the state folder " + path + " can't be made, as ")
                            + there + " is a file, not a folder; choose another one: --set embedded.directory=FOLDER");
        }
    }

    /** The path itself, or the closest folder above that exists. */
    Path existing() {
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** Sets modes that the umask can't narrow. If dayfly runs as root, the server's account must be able to pass. */
    private static void createWithParents(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            createWithParents(FileTree.parent(folder));
            Files.createDirectory(folder);
            FileTree.setMode(folder, ServerAccount.isRoot() ? MODE_FOR_ROOT : MODE);
        }
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
     * Removes unfinished entries of dead processes, and the programs of other versions. The caller must hold the lock.
     */
    void tidy(ServerBinaries inUse) {
        try {
            FileTree.deleteIn(path, name -> isLeftOver(name, inUse));
            if (Files.isDirectory(instances())) {
                FileTree.deleteIn(instances(), name -> name.startsWith(FileTree.UNFINISHED));
            }
        } catch (IOException e) {
            log.warn("could not remove the files of dead processes in {}: {}", path, IoReason.of(e));
        }
    }

    private static boolean isLeftOver(String name, ServerBinaries inUse) {
        boolean otherPrograms =
                PROGRAMS.matcher(name).matches() && !inUse.home().endsWith(name);
        return otherPrograms || name.startsWith(FileTree.UNFINISHED);
    }

    /** Whether dayfly gives this name to an entry of a state folder. */
    static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }
}
