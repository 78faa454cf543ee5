package org.dayfly.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.value.IoReason;
import org.dayfly.config.value.PathText;

/** The state folder of a dayfly: where the folder is, and the process of the dayfly that uses it. */
public record StateDirectory(Path path) {
    public static final String MODE = "rwx------";

    /**
     * The server's account must be able to pass the folder. Each secret entry of the folder has its own closed mode.
     */
    public static final String MODE_FOR_ROOT = "rwxr-xr-x";

    /** The end of a message: how to choose a folder. */
    public static final String CHOICE = "--set embedded.directory=FOLDER";

    /**
     * The platform's usual folder for the state of this user's programs.
     *
     * @throws MachineException if this account has no home for a state folder
     */
    public static StateDirectory customary(SystemFamily system, Map<String, String> environment) {
        return new StateDirectory(
                switch (system) {
                    case LINUX -> linux(environment);
                    case DARWIN -> home(environment).resolve("Library/Application Support/dayfly");
                    case WINDOWS -> {
                        String local = environment.getOrDefault("LOCALAPPDATA", "");
                        yield (local.isEmpty()
                                        ? home(environment).resolve("AppData/Local")
                                        : path("LOCALAPPDATA", local))
                                .resolve("dayfly");
                    }
                });
    }

    private static Path linux(Map<String, String> environment) {
        String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
        // The XDG Base Directory Specification says that relative paths are to be ignored.
        if (stateHome.startsWith("/")) {
            return path("XDG_STATE_HOME", stateHome).resolve("dayfly");
        }
        // Root's home is not used, because the server's account can't pass root's home.
        return ThisAccount.isRoot()
                ? Path.of("/var/lib/dayfly")
                : home(environment).resolve(".local/state/dayfly");
    }

    private static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        Path path = path("HOME", home.isEmpty() ? System.getProperty("user.home", "") : home);
        // Java returns "?" for the home of an account without a home.
        if (!path.isAbsolute()) {
            throw new MachineException(
                    "this account has no home, in which the state folder would be; set HOME, or choose" + " a folder: "
                            + CHOICE);
        }
        return path;
    }

    /**
     * Reads a path from a variable.
     *
     * @throws MachineException if the locale does not have the letters of the path
     */
    private static Path path(String variable, String text) {
        return PathText.read(
                text, why -> new MachineException(variable + " " + why + ", or choose a folder: " + CHOICE));
    }

    /**
     * Makes the folder and its parents, unless the folder exists.
     *
     * @throws MachineException if the folder can't be made, or a file is in its place
     */
    public void create() {
        if (Files.isDirectory(path)) {
            return;
        }
        refuseFile();
        try {
            createWithParents(path.toAbsolutePath());
        } catch (IOException e) {
            throw new MachineException(
                    "the state folder " + path + " can't be made (" + IoReason.of(e) + "); choose another one: "
                            + CHOICE,
                    e);
        }
    }

    /** Sets modes that the umask can't narrow. If dayfly runs as root, the server's account must be able to pass. */
    private static void createWithParents(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                createWithParents(parent);
            }
            Files.createDirectory(folder);
            FileMode.set(folder, ThisAccount.isRoot() ? MODE_FOR_ROOT : MODE);
        }
    }

    /**
     * Refuses a path with a file in the place of a folder.
     *
     * @throws MachineException with the path of the file
     */
    public void refuseFile() {
        Path there = existing();
        if (!Files.isDirectory(there)) {
            throw new MachineException(
                    (there.equals(path) ? "the state folder " : "the state folder " + path + " can't be made, as ")
                            + there + " is a file, not a folder; choose another one: " + CHOICE);
        }
    }

    /** The path itself, or the closest folder above that exists. */
    public Path existing() {
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** The file with the process that uses the folder. */
    public Path ownerFile() {
        return path.resolve("owner");
    }

    /** The process that uses the folder; empty if no process does, or if it cannot be seen. */
    public Optional<ProcessHandle> owner() {
        try {
            return Files.isRegularFile(ownerFile(), LinkOption.NOFOLLOW_LINKS)
                    ? ProcessName.read(PlainFile.text(ownerFile()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
