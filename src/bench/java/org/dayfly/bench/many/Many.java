package org.dayfly.bench.many;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.dayfly.bench.report.ProblemLog;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Stage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command: runs the parts one after the other. Its exit status is 0 if no part found a problem. */
@Command(
        name = "many",
        description = "Runs several dayflies in front of several PostgreSQL servers, and shows how they share the"
                + " databases, and what clients notice when a process is killed or the servers change.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class Many implements Callable<Integer> {
    @Parameters(
            paramLabel = "PART",
            arity = "0..*",
            description = "the parts to run: ${COMPLETION-CANDIDATES}; none: all parts")
    private List<Part.Name> parts = List.of();

    @Mixin
    private ManyOptions options = new ManyOptions();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Many())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(options.out);
        Path details = options.out.resolve("problems.log");
        Files.deleteIfExists(details);
        long seed = options.seed == 0 ? System.nanoTime() : options.seed;
        System.out.println("many: --seed " + seed);
        boolean clean = true;
        for (Part.Name part : parts.isEmpty() ? List.of(Part.Name.values()) : parts) {
            ProblemLog problems = new ProblemLog(details);
            if (!run(part, problems, new Random(seed))) {
                return 1;
            }
            clean &= problems.total() == 0;
        }
        return clean ? 0 : 1;
    }

    /** Runs a part and prints its outcome. Returns false if the command was told to stop. */
    private boolean run(Part.Name part, ProblemLog problems, Random random) throws Exception {
        try (Stage stage = part.onDisk() ? Stage.onDisk() : Stage.open()) {
            Thread hook = new Thread(stage::close, "end of " + part);
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                Part.Outcome outcome = part.part().run(new Scene(part.toString(), options, stage, problems, random));
                if (!stage.isClosed()) {
                    System.out.println(part + ": " + outcome.done() + ": " + told(problems) + "\n");
                    outcome.tables().stream().map(Table::text).forEach(System.out::println);
                }
            } catch (Exception e) {
                if (!stage.isClosed()) {
                    problems.add(
                            "part failed",
                            part + ": " + told(e),
                            List.of(e.getStackTrace()).toString());
                }
            }
            if (stage.isClosed()) {
                return false;
            }
            Runtime.getRuntime().removeShutdownHook(hook);
            return true;
        }
    }

    private static String told(Exception failure) {
        return failure + (failure.getCause() == null ? "" : " <- " + failure.getCause());
    }

    private static String told(ProblemLog problems) {
        return problems.total() == 0
                ? "0 problems"
                : problems.total() + " problems " + problems + ", see " + problems.details();
    }
}
