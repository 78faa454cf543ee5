package org.dayfly.config.value;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Turns text into a path. The text is from a setting, a variable, an option or a file.
 *
 * <p>Java writes the names of files in the encoding of the locale. Under the locale C this encoding is ASCII, and other
 * letters can't be in a path. Then the error names the locale, because the path itself is right.
 */
public final class PathText {
    private static final String LOCALE = "has letters that Java can't read under this locale; set LC_ALL=C.UTF-8";

    private PathText() {}

    /**
     * The path of a file or folder. A relative path starts in the working folder.
     *
     * @param refused makes the exception from the end of a sentence, which begins with a verb
     */
    public static Path read(String text, Function<String, ? extends RuntimeException> refused) {
        return read(text, System.getProperty("user.dir", ""), refused);
    }

    static Path read(String text, String workingFolder, Function<String, ? extends RuntimeException> refused) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw refused.apply(isOfAnotherLocale(text) ? LOCALE : "is no path of this system; write another path");
        }
        // Java decodes the name of the working folder in the encoding of the locale, and replaces what it can't decode.
        if (!path.isAbsolute() && workingFolder.indexOf('\uFFFD') >= 0) {
            throw refused.apply("is a relative path, and the working folder " + LOCALE);
        }
        return path;
    }

    private static boolean isOfAnotherLocale(String text) {
        return text.indexOf('\0') < 0 && text.chars().anyMatch(letter -> letter > 0x7F);
    }
}
