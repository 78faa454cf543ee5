package org.dayfly.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Counts problems by kind, prints the first of each kind, and writes all to a file. Safe for any thread. */
public final class ProblemLog {
    private static final int PRINTED = 10;

    private final Path details;
    private final Map<String, Integer> counts = new TreeMap<>();

    public ProblemLog(Path details) {
        this.details = details;
    }

    public Path details() {
        return details;
    }

    /**
     * Counts a problem.
     *
     * @param context for the file alone
     */
    public synchronized void add(String kind, String what, String context) {
        int number = counts.merge(kind, 1, Integer::sum);
        String text = Instant.now() + " " + kind + " " + number + ": " + what + "\n";
        if (number <= PRINTED) {
            System.out.print(text);
        }
        try {
            Files.writeString(details, text + context + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized int count(String kind) {
        return counts.getOrDefault(kind, 0);
    }

    public synchronized int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The counts by kind. */
    @Override
    public synchronized String toString() {
        return counts.toString();
    }
}
