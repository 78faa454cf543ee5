package org.dayfly.cluster.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.ExtensionAdvice;

/** A server that did not start. The message has the reason from the server's log. */
final class StartFailure extends ClusterException {
    private static final long serialVersionUID = 1L;

    /** The text before a message, from the default log_line_prefix or from dayfly's. */
    private static final Pattern PREFIX = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d [\\d:.]+ \\w+ \\[\\d+\\] ");

    /** The lines with the reason. For a setting that is refused, a LOG line before the FATAL line has the reason. */
    private static final Pattern TELLING =
            Pattern.compile("^(?:FATAL|PANIC|ERROR|DETAIL|HINT): |^LOG: .*(?:parameter \"|error in file)");

    private static final int LAST_LINES = 3;

    private final boolean timedOut;
    private final String output;

    /**
     * Makes the message from the reason and the advice.
     *
     * @param output the text that the server and pg_ctl wrote
     * @param log the path of the complete log
     * @param extensions the advice on a library that is missing
     */
    StartFailure(boolean timedOut, String output, Path log, ExtensionAdvice extensions) {
        super("PostgreSQL did not start" + (timedOut ? " in time" : "") + " (" + reason(output) + "); "
                + (timedOut
                        ? "start dayfly again, to wait for the server once more"
                        : extensions
                                        .onLog(reason(output))
                                        .map(step -> step + ", or ")
                                        .orElse("")
                                + StartAdvice.on(reason(output)))
                + "; its log is " + log);
        this.timedOut = timedOut;
        this.output = output;
    }

    /** The lines of the log that have the reason. */
    String reason() {
        return reason(output);
    }

    private static String reason(String output) {
        List<String> lines = output.lines()
                .map(line -> PREFIX.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> telling =
                lines.stream().filter(line -> TELLING.matcher(line).find()).toList();
        List<String> chosen =
                telling.isEmpty() ? lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()) : telling;
        return chosen.isEmpty()
                ? "the server wrote nothing to its log"
                : String.join(" ", chosen).replaceAll("\\s+", " ");
    }

    /** Whether PostgreSQL said that no server will ever start on the data. */
    boolean provesDamage() {
        return !timedOut && DamageProof.isIn(output);
    }

    boolean portTaken() {
        return output.contains("Address already in use");
    }

    boolean memoryHeld() {
        return output.contains("is still in use");
    }
}
