package org.dayfly.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Stage;
import org.dayfly.cluster.embedded.OwnServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command: a round on each server in turn. Its exit status is 0 if no problem was found. */
@Command(
        name = "soak",
        description = "Lets clients of all kinds use two dayflies on one server, kills each in turn, and checks"
                + " that nothing is lost, handed out twice, left over or refused without cause.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class Soak implements Callable<Integer> {
    @Parameters(paramLabel = "SECONDS", description = "for all rounds together", arity = "0..1", defaultValue = "3600")
    private long seconds;

    @Option(names = "--servers", split = ",", description = "major versions, in turn", defaultValue = "14,18")
    private List<Integer> servers = List.of();

    @Option(names = "--clients", description = "clients at the same time", defaultValue = "8")
    private int clients;

    @Option(names = "--pace", paramLabel = "MS", description = "mean ms between two tasks", defaultValue = "300")
    private int pace;

    @Option(names = "--seed", description = "for random choices; 0: another seed each time", defaultValue = "0")
    private long seed;

    @Option(names = "--port", description = "the first of three ports; 0: any free ports", defaultValue = "0")
    private int port;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "SETTING",
            description = "strange defaults of the server to leave out; all: leave out each")
    private List<String> without = List.of();

    @Option(
            names = "--faults",
            split = ",",
            arity = "0..1",
            paramLabel = "FAULT",
            description = "only these faults, in any order: ${COMPLETION-CANDIDATES}; nothing: no faults")
    private List<Faults.Kind> faults = List.of(Faults.Kind.values());

    @Option(names = "--out", description = "folder for logs", defaultValue = "target/soak")
    private Path out = Path.of("target/soak");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path details = out.resolve("problems.log");
        Files.deleteIfExists(details);
        long chosen = seed == 0 ? System.nanoTime() : seed;
        Random random = new Random(chosen);
        boolean clean = true;
        for (int major : servers) {
            System.out.println("soak: PostgreSQL " + major + ", " + seconds / servers.size() + " s, --seed " + chosen);
            Tally tally = new Tally(details);
            clean &= round(major, random, tally) && tally.clean();
            tally.tables("PostgreSQL " + major, "In " + seconds / servers.size() + " s.").stream()
                    .map(Table::text)
                    .forEach(System.out::println);
        }
        return clean ? 0 : 1;
    }

    /** Runs a round. Returns whether the round ran to its end. */
    private boolean round(int major, Random random, Tally tally) throws Exception {
        List<Integer> ports = IntStream.range(0, 3)
                .map(i -> port == 0 ? OwnServer.freePort() : port + i)
                .boxed()
                .toList();
        try (Stage stage = Stage.open()) {
            Thread hook = new Thread(stage::close, "end of the soak");
            Runtime.getRuntime().addShutdownHook(hook);
            SoakOptions options = new SoakOptions(clients, pace, ports, without, faults, out);
            new Round(options, stage, major, tally).run(random, seconds / servers.size());
            if (stage.isClosed()) {
                return false;
            }
            Runtime.getRuntime().removeShutdownHook(hook);
            return true;
        } catch (IOException e) {
            System.out.println("soak: " + e.getMessage());
            return false;
        }
    }
}
