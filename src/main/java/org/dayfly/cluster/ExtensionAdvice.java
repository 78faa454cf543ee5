package org.dayfly.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The advice for an operator whose server refuses an extension. The advice depends on where the server has its
 * extensions from.
 *
 * @param major the server's major version
 */
public record ExtensionAdvice(Source source, int major) {
    /** PostgreSQL's message, or, in any language and in version 14, the path of the file that PostgreSQL looks for. */
    private static final Pattern ABSENT =
            Pattern.compile("extension \"([^\"]+)\" is not available|[/\\\\]([^/\\\\\"]+)\\.control\"");

    /** The message about a library in shared_preload_libraries. */
    private static final Pattern LIBRARY =
            Pattern.compile("could not access file \"(?:[^\"]*[/\\\\])?([^\"/\\\\]+)\": ");

    private static final String PRELOAD = "shared_preload_libraries";

    /** Where a server has its extensions from. */
    public enum Source {
        /** A server that dayfly does not run. */
        OWN_SERVER,
        /** The installation in {@code embedded.home}. */
        INSTALLATION,
        /** The archive that dayfly unpacks. It has only PostgreSQL's own extensions. */
        ARCHIVE
    }

    /** The advice on a message of PostgreSQL; empty if the message is not about a missing extension or library. */
    public Optional<ExtensionProblem> on(String said) {
        Matcher absent = ABSENT.matcher(said);
        if (absent.find()) {
            String extension = absent.group(1) != null ? absent.group(1) : absent.group(2);
            return Optional.of(new ExtensionProblem(
                    "extension \"" + extension + "\" is not available",
                    install("the extension", extension, ", and send SIGHUP to dayfly")));
        }
        return said.contains(PRELOAD)
                ? Optional.of(new ExtensionProblem(
                        said.lines().findFirst().orElse(said).replaceFirst("^[A-Z]+: +", ""), preload()))
                : Optional.empty();
    }

    /** The advice on the log of a server that did not start; empty if no library was missing. */
    public Optional<String> onLog(String log) {
        Matcher missing = LIBRARY.matcher(log);
        return missing.find() ? Optional.of(install("the library", missing.group(1), "")) : Optional.empty();
    }

    /**
     * How to install an extension or its library.
     *
     * @param what the thing to install, in words
     * @param name the name of the extension or of the library
     * @param then the end of the sentence, unless dayfly has to be started again
     */
    private String install(String what, String name, String then) {
        String where = " (" + debian(name) + ")";
        return switch (source) {
            case OWN_SERVER -> "install " + what + " on the machine of the server" + where + then;
            case INSTALLATION -> "install " + what + where + then;
            case ARCHIVE ->
                "install a PostgreSQL with " + what + where
                        + ", and start dayfly with embedded.home, as in /usr/lib/postgresql/" + major;
        };
    }

    private String debian(String name) {
        return ExtensionPackage.of(name, major)
                .map(known -> "Debian package " + known)
                .orElse("on Debian, look for the package with apt search postgresql-" + major);
    }

    private String preload() {
        return source == Source.OWN_SERVER
                ? "add the library to " + PRELOAD + " of the server, and start the server again"
                : "add the library to embedded.settings." + PRELOAD + ", and start dayfly again";
    }
}
