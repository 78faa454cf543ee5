package org.dayfly.bench;

import java.nio.file.Path;
import java.util.List;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;

/** The time from {@code java -jar} until dayfly accepts clients, with the embedded server. */
final class StartSection implements Section {
    private static final String FIRST = "first ever, with an empty state folder";
    private static final String LATER = "later";
    private static final String LOAD = "ms";
    private static final double MILLIS = 1000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        Rates rates = new Rates(FIRST);
        int starts = run.options().size(2 * run.options().rounds(), 2);
        for (int i = -1; i < starts; i++) {
            rates.begin(i); // the first start reads the jar from disk, and does not count
            Path folder = run.newFolder("state");
            start(run, folder, FIRST, rates);
            start(run, folder, LATER, rates);
        }
        return Findings.of(
                rates.table(
                        "Start",
                        "java -jar to the banner, with the embedded server; the jar is cached.",
                        List.of(LOAD)),
                List.of(
                        Goal.atMost(
                                2,
                                "s to ready, first ever",
                                rates.of(FIRST, LOAD).median() / MILLIS),
                        Goal.atMost(
                                1, "s to ready, later", rates.of(LATER, LOAD).median() / MILLIS)));
    }

    private static void start(Run run, Path folder, String which, Rates rates) throws Exception {
        long start = System.nanoTime();
        Dayfly dayfly = Dayfly.embedded(
                run.stage(), folder.resolve("dayfly"), run.options().settings());
        rates.add(which, LOAD, Samples.millisSince(start));
        dayfly.close();
    }
}
