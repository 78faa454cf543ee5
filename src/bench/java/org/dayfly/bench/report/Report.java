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

    /** The goals of the sections that were run. */
    public List<Goal> goals() {
        return findings.stream().flatMap(found -> found.goals().stream()).toList();
    }

    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Chart> charts =
                findings.stream().flatMap(found -> found.charts().stream()).toList();
        Files.writeString(folder.resolve("bench.svg"), Plot.of(charts));
        Files.writeString(folder.resolve("bench.md"), markdown());
    }

    private String markdown() {
        Stream<Table> goals = goals().isEmpty() ? Stream.empty() : Stream.of(Goal.table(goals()));
        String tables = Stream.concat(findings.stream().flatMap(found -> found.tables().stream()), goals)
                .map(Table::markdown)
                .collect(Collectors.joining("\n"));
        String lines = setting.lines().map(line -> "- " + line + "\n").collect(Collectors.joining());
        return "# Benchmark\n\n" + lines + "\n![The figures as bars](bench.svg)\n\n" + tables;
    }
}
