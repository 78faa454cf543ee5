package org.dayfly.cluster.embedded;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The advice for an operator whose server did not start.
 *
 * @param cause a pattern for the server's log
 * @param step the end of a sentence
 */
record StartAdvice(Pattern cause, String step) {
    private static final String ELSEWHERE = "choose another folder: --set embedded.directory=FOLDER";

    /** Names of settings in PostgreSQL's messages, where PostgreSQL refuses a setting or asks for another one. */
    private static final Pattern SETTING = Pattern.compile("parameter \"([A-Za-z_][\\w.]*)\""
            + "|(?i:increase|reduce|reducing|change|set|or|requires|plus|than|when) \"([a-z]+(?:_[a-z]+)+)\""
            + "|\\(\"([a-z]+(?:_[a-z]+)+)\" >");

    private static final Pattern LIBRARY = Pattern.compile("could not (?:access file|load library) \"");

    private static final List<StartAdvice> ALL = List.of(
            of("No space left on device|Disk quota exceeded", "make room on the disk"),
            of("Read-only file system", "make the disk writable, or " + ELSEWHERE),
            of("Input/output error", "check the disk"),
            of(
                    "incompatible with server|not compatible with this version",
                    "start the dayfly that made the data, or " + ELSEWHERE),
            of(
                    "invalid permissions|wrong ownership|Permission denied|Operation not permitted|group or "
                            + "world access",
                    "give the file named here to the account that the server runs under, and close it to others"),
            of(
                    "xec format error|cannot execute|error while loading shared libraries",
                    "install the libraries that the programs need, or name a server of your own:"
                            + " --set servers=[\"postgresql://role@host\"]"),
            of(
                    "Address already in use|could not create any|already exists|is still in use|could not bind",
                    "stop the other server that uses it"),
            of(
                    "Cannot allocate memory|out of memory|semaphores|shared memory|signal 9",
                    "give PostgreSQL more memory, or set embedded.settings.shared_buffers lower"),
            of("Too many open files|Resource temporarily unavailable", "raise the limits of the process (ulimit)"));

    private static StartAdvice of(String cause, String step) {
        return new StartAdvice(Pattern.compile(cause), step);
    }

    /** The end of a sentence that began with the reason. */
    static String on(String reason) {
        List<String> settings = settings(reason);
        if (!settings.isEmpty()) {
            return "correct " + String.join(" or ", settings)
                    + ", or restore the value that the server last started with";
        }
        return ALL.stream()
                .filter(advice -> advice.cause.matcher(reason).find())
                .map(StartAdvice::step)
                .findFirst()
                .orElse("the data stays as it is: correct what this message names, or " + ELSEWHERE);
    }

    private static List<String> settings(String reason) {
        if (LIBRARY.matcher(reason).find()) {
            return List.of("embedded.settings.shared_preload_libraries");
        }
        Matcher named = SETTING.matcher(reason);
        return named.results()
                .map(found -> Stream.of(found.group(1), found.group(2), found.group(3))
                        .filter(name -> name != null)
                        .collect(Collectors.joining()))
                .distinct()
                .map(name -> "embedded.settings." + name)
                .toList();
    }
}
