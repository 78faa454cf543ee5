package org.dayfly.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.report.Chart;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;

/** The latencies of contenders in milliseconds, compared with those of a reference. */
final class Latencies {
    private final Map<String, Samples> byName = new LinkedHashMap<>();
    private final String reference;

    Latencies(String reference) {
        this.reference = reference;
    }

    Latencies add(Map<Contender, Samples> measured) {
        measured.forEach((contender, samples) -> byName.put(contender.name(), samples));
        return this;
    }

    Samples of(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    Table table(String title, String how) {
        return new Table(
                title,
                how + "Ratios are to " + reference + ".",
                List.of("", "p50 ms", "p99 ms", "p50 ratio", "p99 ratio", "samples"),
                byName.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<String> row(String name, Samples samples) {
        return List.of(
                name,
                Figure.of(samples.median()),
                Figure.of(samples.p99()),
                Figure.ratio(samples.median(), of(reference).median()),
                Figure.ratio(samples.p99(), of(reference).p99()),
                Integer.toString(samples.count()));
    }

    Chart chart(String title) {
        return new Chart(
                title,
                byName.entrySet().stream()
                        .map(entry -> new Chart.Bar(
                                entry.getKey(),
                                entry.getValue().median(),
                                entry.getKey().startsWith("dayfly")))
                        .toList());
    }
}
