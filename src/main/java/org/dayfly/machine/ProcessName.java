package org.dayfly.machine;

import java.time.Instant;
import java.util.Optional;

/** The text that names a process: its id and its start time, because in a container every start has the same id. */
public final class ProcessName {
    private ProcessName() {}

    public static String of(ProcessHandle process) {
        return process.pid() + " " + start(process);
    }

    /** The process that the text names; empty if the process has ended, or if the text names none. */
    public static Optional<ProcessHandle> read(String text) {
        String[] words = text.split(" ", 2);
        return words.length == 2 && words[0].matches("\\d{1,18}")
                ? ProcessHandle.of(Long.parseLong(words[0])).filter(process -> words[1].equals(start(process)))
                : Optional.empty();
    }

    private static String start(ProcessHandle process) {
        return String.valueOf(process.info().startInstant().orElse(Instant.EPOCH));
    }
}
