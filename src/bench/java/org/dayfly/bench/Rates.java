package org.dayfly.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dayfly.bench.report.Chart;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;

/** The rates of contenders under several loads, measured once a round and compared with those of a reference. */
final class Rates {
    private final String reference;
    private final Map<String, Map<String, Map<Integer, Double>>> byContender = new LinkedHashMap<>();
    private int round;

    Rates(String reference) {
        this.reference = reference;
    }

    /** Begins a round, to which the next values belong. The values of a negative round do not count. */
    void begin(int number) {
        round = number;
    }

    void add(String contender, String load, double value) {
        if (round >= 0) {
            byContender
                    .computeIfAbsent(contender, name -> new LinkedHashMap<>())
                    .computeIfAbsent(load, name -> new TreeMap<>())
                    .put(round, value);
        }
    }

    boolean has(String contender, String load) {
        return !rounds(contender, load).isEmpty();
    }

    private Map<Integer, Double> rounds(String contender, String load) {
        return byContender.getOrDefault(contender, Map.of()).getOrDefault(load, Map.of());
    }

    Samples of(String contender, String load) {
        return Samples.of(rounds(contender, load).values());
    }

    /** The value of a contender divided by the value of another, for each round that both have. */
    Samples ratio(String contender, String other, String load) {
        return ratio(rounds(contender, load), rounds(other, load));
    }

    /** The value under a load divided by the value under another load, for each round that has both. */
    Samples loadRatio(String contender, String load, String otherLoad) {
        return ratio(rounds(contender, load), rounds(contender, otherLoad));
    }

    /** The greatest value of a contender under any load divided by the greatest value of another, for each round. */
    Samples bestRatio(String contender, String other, List<String> loads) {
        return ratio(best(contender, loads), best(other, loads));
    }

    private Map<Integer, Double> best(String contender, List<String> loads) {
        Map<Integer, Double> best = new TreeMap<>();
        loads.forEach(load -> rounds(contender, load).forEach((number, value) -> best.merge(number, value, Math::max)));
        return best;
    }

    private static Samples ratio(Map<Integer, Double> values, Map<Integer, Double> others) {
        return Samples.of(values.entrySet().stream()
                .filter(value -> others.containsKey(value.getKey()))
                .map(value -> value.getValue() / others.getOrDefault(value.getKey(), Double.NaN))
                .toList());
    }

    /** Those of the contenders that were measured under a load, the one with the greatest median first. */
    List<String> ranked(List<String> contenders, String load) {
        return contenders.stream()
                .filter(name -> has(name, load))
                .sorted(Comparator.comparing((String name) -> of(name, load).median())
                        .reversed())
                .toList();
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
                note + " Medians of " + rounds + (rounds == 1 ? " round" : " rounds") + ", of ratios to " + reference
                        + " too.",
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
                row.add(
                        has(reference, load)
                                ? Figure.ratio(ratio(contender, reference, load).median(), 1)
                                : "");
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
