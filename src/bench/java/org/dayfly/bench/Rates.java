package org.dayfly.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dayfly.bench.report.Chart;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;

/** The rates of contenders under several loads, measured once a round and compared with those of a reference. */
final class Rates {
    private final String reference;
    private final Map<String, Map<String, List<Double>>> byContender = new LinkedHashMap<>();

    Rates(String reference) {
        this.reference = reference;
    }

    void add(String contender, String load, double value) {
        byContender
                .computeIfAbsent(contender, name -> new LinkedHashMap<>())
                .computeIfAbsent(load, name -> new ArrayList<>())
                .add(value);
    }

    boolean has(String contender, String load) {
        return byContender.getOrDefault(contender, Map.of()).containsKey(load);
    }

    Samples of(String contender, String load) {
        return Samples.of(
                Objects.requireNonNull(byContender.get(contender), contender).getOrDefault(load, List.of()));
    }

    /** The median of a contender, divided by the median of another. */
    double ratio(String contender, String other, String load) {
        return of(contender, load).median() / of(other, load).median();
    }

    /**
     * All rates as a table.
     *
     * @param loads the columns, each followed by the ratio to the reference
     */
    Table table(String title, String note, List<String> loads) {
        List<String> columns = new ArrayList<>(List.of(""));
        for (String load : loads) {
            columns.addAll(List.of(load, "least – most", "ratio"));
        }
        int rounds = of(reference, loads.get(0)).count();
        return new Table(
                title,
                note + " Medians of " + rounds + (rounds == 1 ? " round" : " rounds") + ", ratios to " + reference
                        + ".",
                columns,
                byContender.keySet().stream().map(name -> row(name, loads)).toList());
    }

    private List<String> row(String contender, List<String> loads) {
        List<String> row = new ArrayList<>(List.of(contender));
        for (String load : loads) {
            if (has(contender, load)) {
                Samples samples = of(contender, load);
                row.add(Figure.of(samples.median()));
                row.add(Figure.of(samples.least()) + " – " + Figure.of(samples.most()));
                row.add(Figure.ratio(
                        samples.median(),
                        has(reference, load) ? of(reference, load).median() : Double.NaN));
            } else {
                row.addAll(List.of("", "", ""));
            }
        }
        return row;
    }

    Chart chart(String title, String load) {
        return new Chart(
                title,
                byContender.keySet().stream()
                        .filter(name -> has(name, load))
                        .map(name -> new Chart.Bar(name, of(name, load).median(), name.startsWith("dayfly")))
                        .toList());
    }
}
