package org.dayfly.bench.soak;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.dayfly.bench.report.Counts;
import org.dayfly.bench.report.ProblemLog;
import org.dayfly.bench.report.Table;

/** Counts events and problems. Safe for any thread. */
final class Tally {
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

    private final ProblemLog problems;
    private final Counts counts = new Counts();

    Tally(Path details) {
        this.problems = new ProblemLog(details);
    }

    /** Counts an event that is not a problem. */
    void count(String what) {
        counts.count(what);
    }

    int counted(String prefix) {
        return counts.of(prefix);
    }

    /** Counts and prints a problem, and writes it to the file of details with the last lines of all logs. */
    void problem(Problem problem, String what, Supplier<String> logs) {
        problems.add(problem.name(), what, logs.get());
    }

    boolean clean() {
        return problems.total() == 0;
    }

    /** The most important numbers, on one line. */
    String line() {
        return counted("handed out") + " handed out, " + counted("joined") + " joined, " + counted("fault")
                + " faults, " + counted("refused") + " explained refusals; " + problems;
    }

    List<Table> tables(String title, String note) {
        return List.of(
                counts.table(title, note),
                new Table(
                        "What must be 0",
                        "Details: " + problems.details(),
                        List.of("problem", "count"),
                        List.of(Problem.values()).stream()
                                .map(problem -> List.of(problem.words, String.valueOf(problems.count(problem.name()))))
                                .toList()));
    }
}
