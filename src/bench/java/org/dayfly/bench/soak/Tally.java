package org.dayfly.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dayfly.bench.report.Table;

/** Counts events and problems. Safe for any thread. */
final class Tally {
    private static final int PRINTED = 10;

    /** Kinds of problems, which must be 0 in the end. */
    enum Problem {
        LOST("lost"),
        DOUBLED("doubled"),
        TORN("copies of a source that was not at rest"),
        REFUSED("unexplained refusals"),
        ORPHANED("orphaned"),
        RESERVED("reserved or warm rows left"),
        LEFT("sessions, locks and databases left"),
        LOG("stack traces and internal errors in logs"),
        HARNESS("failures of processes and of the soak itself");

        private final String words;

        Problem(String words) {
            this.words = words;
        }
    }

    private final Path details;
    private final Map<Problem, Integer> problems = new EnumMap<>(Problem.class);
    private final Map<String, Integer> counts = new TreeMap<>();

    Tally(Path details) {
        this.details = details;
    }

    /** Counts an event that is not a problem. */
    synchronized void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    synchronized int counted(String prefix) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Counts and prints a problem, and writes it to the file of details with the last lines of all logs. */
    synchronized void problem(Problem problem, String what, Supplier<String> logs) {
        int number = problems.merge(problem, 1, Integer::sum);
        String text = Clock.text(Clock.now()) + " " + problem + " " + number + ": " + what + "\n";
        if (number <= PRINTED) {
            System.out.print(text);
        }
        try {
            Files.writeString(details, text + logs.get() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized boolean clean() {
        return problems.isEmpty();
    }

    /** The most important numbers, on one line. */
    synchronized String line() {
        return counted("handed out") + " handed out, " + counted("joined") + " joined, " + counted("fault")
                + " faults, " + counted("refused") + " explained refusals; " + problems;
    }

    synchronized List<Table> tables(String title, String note) {
        return List.of(
                new Table(
                        title,
                        note,
                        List.of("event", "count"),
                        counts.entrySet().stream()
                                .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                                .toList()),
                new Table(
                        "What must be 0",
                        "Details: " + details,
                        List.of("problem", "count"),
                        List.of(Problem.values()).stream()
                                .map(problem ->
                                        List.of(problem.words, String.valueOf(problems.getOrDefault(problem, 0))))
                                .toList()));
    }
}
