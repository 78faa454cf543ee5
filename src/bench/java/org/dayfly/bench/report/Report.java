package org.dayfly.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All findings of a run, for a page: {@code bench.md} with {@code bench.svg}. */
public final class Report {
    private final String setting;
    private final List<Findings> findings = new ArrayList<>();
    private final List<String> disturbed = new ArrayList<>();
    private Quietness quietness = Quietness.UNKNOWN;

    /**
     * An empty report.
     *
     * @param setting the machine and the versions, a line each
     */
    public Report(String setting) {
        this.setting = setting;
    }

    public void add(Findings found) {
        findings.add(found);
    }

    /** Records how quiet the machine was while a section was measured. */
    public void watched(String section, Quietness during) {
        if (!during.isQuiet()) {
            disturbed.add(section);
        }
    }

    /** Records how quiet the machine was during the whole run. */
    public void watched(Quietness during) {
        quietness = during;
    }

    /** Whether the machine was quiet, in one line. */
    private String quiet() {
        return quietness + (disturbed.isEmpty() ? "" : "; not quiet in " + String.join(", ", disturbed));
    }

    private Stream<Table> goals() {
        List<Goal> goals =
                findings.stream().flatMap(found -> found.goals().stream()).toList();
        return goals.isEmpty() ? Stream.empty() : Stream.of(Goal.table(goals));
    }

    /** The end of the report, for a terminal. */
    public String conclusion() {
        return quiet() + "\n\n" + goals().map(Table::text).collect(Collectors.joining());
    }

    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Chart> charts =
                findings.stream().flatMap(found -> found.charts().stream()).toList();
        Files.writeString(folder.resolve("bench.svg"), Plot.of(charts));
        Files.writeString(folder.resolve("bench.md"), markdown());
    }

    private String markdown() {
        String tables = Stream.concat(goals(), findings.stream().flatMap(found -> found.tables().stream()))
                .map(Table::markdown)
                .collect(Collectors.joining("\n"));
        String lines = Stream.concat(setting.lines(), Stream.of(quiet()))
                .map(line -> "- " + line + "\n")
                .collect(Collectors.joining());
        return "# Benchmark\n\n" + lines + "\n![The figures as bars](bench.svg)\n\n" + tables;
    }
}
