package org.dayfly.background;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dayfly.machine.ProgramLog;

/**
 * A dayfly that was started in the background a moment ago. It has a session of its own, so that Ctrl-C at the terminal
 * does not reach it, and it outlives the process that started it.
 *
 * @param mark the size of the log before the start
 */
record BackgroundStart(Process process, ProgramLog log, long mark) {
    /** The beginning of the line with which dayfly says why it does not start. */
    private static final String REASON = "dayfly: ";

    static BackgroundStart begin(Program program, List<String> arguments, ProgramLog log) throws IOException {
        log.prepare();
        long mark = log.size();
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(program.command());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File(nothing())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                .start();
        return new BackgroundStart(process, log, mark);
    }

    private static String nothing() {
        return File.separatorChar == '/' ? "/dev/null" : "NUL";
    }

    private static List<String> ownSession() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .limit(1)
                .toList();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Why the start failed. */
    String failure() {
        String reason = process.isAlive()
                ? "dayfly has not started in time"
                : log.since(mark)
                        .lines()
                        .filter(line -> line.startsWith(REASON))
                        .map(line -> line.substring(REASON.length()))
                        .reduce((first, last) -> last)
                        .orElse("dayfly ended at once (exit status " + process.exitValue() + ")");
        return reason + "; its log is " + log.path();
    }
}
