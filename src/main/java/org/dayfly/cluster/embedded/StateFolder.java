package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Platform;
import org.dayfly.config.EmbeddedSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the embedded server lives: its programs ({@code postgresql-18-…}), {@code data}, {@code run} with its socket,
 * {@code server.log}, and the lock that keeps a second dayfly out.
 *
 * <p>What begins with {@link #UNFINISHED} was being made when a process died, and may go.
 *
 * @param programs where the programs are unpacked; the folder itself, unless they are shared
 */
public record StateFolder(Path path, Path programs) {
    public static final String UNFINISHED = ".unfinished-";

    static final String MODE = "rwx------";

    /** Whatever is secret below is closed itself; the server's account must be able to pass. */
    static final String MODE_FOR_ROOT = "rwxr-xr-x";

    /** What a shell does not take literally in double quotes, and a line break, which postmaster.pid has none of. */
    private static final Pattern ODD = Pattern.compile("[$`\"\\\\\n]");

    private static final Pattern PROGRAMS = Pattern.compile("postgresql-\\d+-[0-9a-f]+");
    private static final Pattern OURS = Pattern.compile(PROGRAMS + "|" + Pattern.quote(UNFINISHED)
            + ".*|data(\\.damaged-.*)?|run|run\\.path|server\\.log(\\.1)?|password|lock|owner|lost\\+found");

    private static final Logger log = LoggerFactory.getLogger(StateFolder.class);

    /** The folder that the settings name, or else the platform's place for the state of this user's programs. */
    static StateFolder of(EmbeddedSettings settings, Platform platform, Map<String, String> environment) {
        return at(settings.directory()
                .orElseGet(() -> customary(platform, environment))
                .toAbsolutePath()
                .normalize());
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
        // Relative paths are to be ignored, says the XDG Base Directory Specification.
        if (stateHome.startsWith("/")) {
            return path("XDG_STATE_HOME", stateHome).resolve("dayfly");
        }
        // Not root's home: the account that the server runs under can't pass through it.
        return ServerAccount.isRoot()
                ? Path.of("/var/lib/dayfly")
                : home(environment).resolve(".local/state/dayfly");
    }

    private static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        Path path = path("HOME", home.isEmpty() ? System.getProperty("user.home", "") : home);
        // Java says "?" of an account without a home.
        if (!path.isAbsolute()) {
            throw new ClusterException(
                    "this account has no home, in which the state folder would be; set HOME, or choose"
                            + " a folder: --set embedded.directory=FOLDER");
        }
        return path;
    }

    /** @throws ClusterException where the locale has no such letters */
    private static Path path(String variable, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ClusterException(
                    variable + " has letters that Java can't read under this locale; set LC_ALL=C.UTF-8, or choose a"
                            + " folder: --set embedded.directory=FOLDER",
                    e);
        }
    }

    /**
     * Refuses a name that PostgreSQL's own programs hand to a shell in double quotes.
     *
     * @throws ClusterException with the character
     */
    void refuseOddName() {
        Matcher odd = ODD.matcher(path + " " + programs);
        if (odd.find()) {
            String character = odd.group();
            throw new ClusterException(
                    "the state folder " + path + " has a " + (character.isBlank() ? "line break" : character)
                            + " in its name, which PostgreSQL's initdb and pg_ctl do not get along with; choose another one:"
                            + " --set embedded.directory=FOLDER");
        }
    }

    /** Makes the folder, and its parents, unless it exists. */
    void create() {
        if (Files.isDirectory(path)) {
            return;
        }
        try {
            createWithParents(path.toAbsolutePath());
        } catch (IOException e) {
            throw new ClusterException(
                    "the state folder " + path + " can't be made (" + e
                            + "); choose another one: --set embedded.directory=FOLDER",
                    e);
        }
    }

    /** With modes that no umask narrows: as root, the server's account must be able to pass. */
    private static void createWithParents(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            createWithParents(FileTree.parent(folder));
            Files.createDirectory(folder);
            FileTree.setMode(folder, ServerAccount.isRoot() ? MODE_FOR_ROOT : MODE);
        }
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

    Path password() {
        return path.resolve("password");
    }

    /** Removes what dead processes left unfinished, and the programs of other versions; only with the lock held. */
    void tidy(ServerBinaries inUse) {
        try {
            FileTree.deleteIn(path, name -> isLeftOver(name, inUse));
        } catch (IOException e) {
            log.warn("what dead processes left in {} can't be removed: {}", path, e.toString());
        }
    }

    private static boolean isLeftOver(String name, ServerBinaries inUse) {
        boolean otherPrograms =
                PROGRAMS.matcher(name).matches() && !inUse.home().endsWith(name);
        return otherPrograms || name.startsWith(UNFINISHED);
    }

    /** Whether dayfly gives such a name to what it puts into a state folder. */
    static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }
}
