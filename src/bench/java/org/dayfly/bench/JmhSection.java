package org.dayfly.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Table;
import org.dayfly.frontend.StartupBenchmark;
import org.dayfly.pipe.PipeBenchmark;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The hot code alone, measured by JMH. */
final class JmhSection implements Section {
    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        Path log = run.newFolder("jmh").resolve("log");
        int iterations = run.options().size(5, 1);
        Options options = new OptionsBuilder()
                .include(StartupBenchmark.class.getName())
                .include(PipeBenchmark.class.getName())
                .forks(run.options().size(2, 1))
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .output(log.toString())
                .build();
        List<List<String>> rows =
                new Runner(options).run().stream().map(JmhSection::row).toList();
        return Findings.of(
                new Table(
                        "JMH",
                        "The startup decoder, and one direction of the pipe, without a network.",
                        List.of("", "time", "± (99.9 %)", "unit"),
                        rows),
                List.of());
    }

    private static List<String> row(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        String method = run.getParams().getBenchmark();
        return List.of(
                method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1) + parameters(run),
                String.format(Locale.ROOT, "%.1f", result.getScore()),
                String.format(Locale.ROOT, "%.1f", result.getScoreError()),
                result.getScoreUnit());
    }

    private static String parameters(RunResult run) {
        StringBuilder text = new StringBuilder();
        for (String key : run.getParams().getParamsKeys()) {
            text.append(", ").append(key).append(' ').append(run.getParams().getParam(key));
        }
        return text.toString();
    }
}
