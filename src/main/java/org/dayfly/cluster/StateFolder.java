package org.dayfly.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
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
record StateFolder(Path path, Path programs) {
    static final String UNFINISHED = ".unfinished-";

    static final String MODE = "rwx------";

    /** Whatever is secret below is closed itself; the server's account must be able to pass. */
    static final String MODE_FOR_ROOT = "rwxr-xr-x";

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
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
        return switch (platform.family()) {
            case LINUX -> linux(home, environment.getOrDefault("XDG_STATE_HOME", ""));
            case DARWIN -> home.resolve("Library/Application Support/dayfly");
            case WINDOWS ->
                Path.of(environment.getOrDefault(
                                "LOCALAPPDATA", home.resolve("AppData/Local").toString()))
                        .resolve("dayfly");
        };
    }

    private static Path linux(Path home, String stateHome) {
        // Relative paths are to be ignored, says the XDG Base Directory Specification.
        if (stateHome.startsWith("/")) {
            return Path.of(stateHome, "dayfly");
        }
        // Not root's home: the account that the server runs under can't pass through it.
        return ServerAccount.isRoot() ? Path.of("/var/lib/dayfly") : home.resolve(".local/state/dayfly");
    }

    /** Makes the folder, and its parents, unless it exists. */
    void create() {
        if (Files.isDirectory(path)) {
            return;
        }
        try {
            Files.createDirectories(path);
            FileTree.setMode(path, ServerAccount.isRoot() ? MODE_FOR_ROOT : MODE);
        } catch (IOException e) {
            throw new ClusterException(
                    "the state folder " + path + " can't be made (" + e
                            + "); choose another one: --set embedded.directory=FOLDER",
                    e);
        }
    }

    Path data() {
        return path.resolve("data");
    }

    Path run() {
        return path.resolve("run");
    }

    Path log() {
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
