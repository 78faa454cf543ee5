package org.dayfly.bench.report;

import java.util.List;

/** The results of a section of the benchmark. */
public record Findings(List<Table> tables, List<Chart> charts, List<Goal> goals) {
    public Findings {
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
        goals = List.copyOf(goals);
    }

    public static Findings of(Table table, List<Goal> goals, Chart... charts) {
        return new Findings(List.of(table), List.of(charts), goals);
    }
}
