package org.dayfly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Report;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Backend;
import org.dayfly.bench.stage.MachineWatch;
import org.dayfly.bench.stage.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: runs the sections one after the other, prints their findings, and writes them to a file. */
@Command(
        name = "bench",
        description = "Measures dayfly and alternatives in one run.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class Bench implements Callable<Integer> {
    private static final Path KEPT = Path.of("src/bench/results");
    private static final List<Section> SECTIONS = List.of(
            new ConnectSection(),
            new JoinSection(),
            new LibpqSection(),
            new ReconnectSection(),
            new BurstSection(),
            new SustainedSection(),
            new PgBenchSection(),
            new CopySection(),
            new LargeSection(),
            new MemorySection(),
            new LiveSection(),
            new StartSection(),
            new ServerSection(),
            new JmhSection());

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SECTION",
            description =
                    "the sections to run, with commas between: connect, join, libpq, reconnect, burst, sustained, pgbench,"
                            + " copy, large, memory, live, start, server, jmh")
    private List<String> only = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "turns for each contender; 3, but 1 with --quick",
            showDefaultValue = Visibility.NEVER)
    private @Nullable Integer rounds;

    @Option(names = "--quick", description = "few and short measurements, to see that all works")
    private boolean quick;

    @Option(names = "--backend", description = "how proxies reach the server: tcp or socket", defaultValue = "socket")
    private Backend backend = Backend.SOCKET;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a setting for dayfly")
    private List<String> settings = List.of();

    @Option(names = "--out", description = "folder for bench.md and bench.svg", defaultValue = "target/bench")
    private Path out = Path.of("target/bench");

    @Option(names = "--keep", description = "copy both to src/bench/results, which benchmark.md shows")
    private boolean keep;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Section> chosen = chosen();
        boolean complete = true;
        try (MachineWatch watch = new MachineWatch();
                Stage stage = Stage.open()) {
            Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "end of the benchmark"));
            Run run = new Run(stage, new Options(rounds(), quick, backend, settings));
            String setting = Setting.of(run);
            System.out.println(setting);
            Report report = new Report(setting);
            for (Section section : chosen) {
                int mark = watch.mark();
                complete &= measured(section, run, report);
                report.watched(section.name(), watch.since(mark));
            }
            if (stage.isClosed()) {
                return 1;
            }
            report.watched(watch.sinceStart());
            System.out.println(report.conclusion());
            write(report);
        }
        return complete ? 0 : 1;
    }

    private int rounds() {
        return rounds != null ? rounds : quick ? 1 : 3;
    }

    private List<Section> chosen() {
        List<String> known = SECTIONS.stream().map(Section::name).toList();
        List<String> unknown = new ArrayList<>(only);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "no such section: " + unknown + "; there are " + known);
        }
        return SECTIONS.stream()
                .filter(section -> only.isEmpty() || only.contains(section.name()))
                .toList();
    }

    /** Measures a section. A failure of one section does not stop the others. */
    private static boolean measured(Section section, Run run, Report report) {
        if (run.stage().isClosed()) {
            return false;
        }
        System.err.println("bench: " + section.name() + " ...");
        try {
            Findings found = section.measure(run);
            found.tables().stream().map(Table::text).forEach(System.out::println);
            report.add(found);
            return true;
        } catch (Exception e) {
            if (!run.stage().isClosed()) {
                System.err.println("bench: " + section.name() + " failed");
                e.printStackTrace();
            }
            return false;
        }
    }

    private void write(Report report) throws IOException {
        report.write(out);
        System.out.println("written to " + out.resolve("bench.md") + " and " + out.resolve("bench.svg"));
        if (keep) {
            Files.createDirectories(KEPT);
            for (String file : List.of("bench.md", "bench.svg")) {
                Files.copy(out.resolve(file), KEPT.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
