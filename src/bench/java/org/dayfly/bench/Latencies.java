package org.dayfly.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.report.Chart;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.report.Table;

/** The latencies of contenders in milliseconds, by round, compared with those of a reference. */
final class Latencies {
    private final Map<String, List<Samples>> byName = new LinkedHashMap<>();
    private final String reference;
    private final int slow;

    Latencies(String reference) {
        this(reference, 99);
    }

    /** @param slow the percentile that is shown beside the median */
    Latencies(String reference, int slow) {
        this.reference = reference;
        this.slow = slow;
    }

    Latencies add(Map<Contender, List<Samples>> measured) {
        measured.forEach((contender, rounds) -> byName.put(contender.name(), rounds));
        return this;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    private List<Samples> rounds(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** The median of a contender in each round. */
    Samples p50(String name) {
        return Samples.of(rounds(name).stream().map(Samples::median).toList());
    }

    /** The median of a contender divided by the median of another, for each round that both have. */
    Samples p50Ratio(String name, String other) {
        return ratio(name, other, Samples::median);
    }

    /** The p99 of a contender divided by the p99 of another, for each round that both have. */
    Samples p99Ratio(String name, String other) {
        return ratio(name, other, Samples::p99);
    }

    private Samples slowRatio(String name) {
        return ratio(name, reference, samples -> samples.percentile(slow));
    }

    private Samples ratio(String name, String other, ToDoubleFunction<Samples> quantile) {
        List<Samples> rounds = rounds(name);
        List<Samples> others = rounds(other);
        return Samples.of(IntStream.range(0, Math.min(rounds.size(), others.size()))
                .mapToObj(
                        round -> quantile.applyAsDouble(rounds.get(round)) / quantile.applyAsDouble(others.get(round)))
                .toList());
    }

    private static double median(List<Samples> rounds, ToDoubleFunction<Samples> quantile) {
        return Samples.of(rounds.stream().map(quantile::applyAsDouble).toList()).median();
    }

    Table table(String title, String how) {
        int rounds = rounds(reference).size();
        return new Table(
                title,
                how + "Medians of " + rounds + (rounds == 1 ? " round" : " rounds") + ", of ratios to " + reference
                        + " too.",
                List.of("", "p50 ms", "p" + slow + " ms", "p50 ratio", "p" + slow + " ratio", "samples"),
                byName.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<String> row(String name, List<Samples> rounds) {
        return List.of(
                name,
                Figure.of(median(rounds, Samples::median)),
                Figure.of(median(rounds, samples -> samples.percentile(slow))),
                Figure.ratio(p50Ratio(name, reference).median(), 1),
                Figure.ratio(slowRatio(name).median(), 1),
                Integer.toString(rounds.stream().mapToInt(Samples::count).sum()));
    }

    Chart chart(String title) {
        return new Chart(
                title,
                byName.entrySet().stream()
                        .map(entry -> new Chart.Bar(
                                entry.getKey(),
                                median(entry.getValue(), Samples::median),
                                entry.getKey().startsWith("dayfly")))
                        .toList());
    }
}
