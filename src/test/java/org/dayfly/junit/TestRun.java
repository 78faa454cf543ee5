package org.dayfly.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** One run of JUnit over classes with tests: the result of each test, and what was reported. */
final class TestRun implements TestExecutionListener {
    private final Map<String, TestExecutionResult> results = new ConcurrentHashMap<>();
    private final List<ReportEntry> reports = new CopyOnWriteArrayList<>();

    /** Runs all tests of the classes, at the same time where they may. */
    static TestRun of(Class<?>... classes) {
        TestRun run = new TestRun();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(classes).map(each -> selectClass(each)).toList())
                .configurationParameters(Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8"))
                .build();
        // A thread of its own: the one that calls may belong to another run of JUnit.
        Thread thread = new Thread(() -> LauncherFactory.create().execute(request, run), "inner-tests");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return run;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() || result.getThrowable().isPresent()) {
            results.put(test.getDisplayName(), result);
        }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        reports.add(entry);
    }

    /** The tests by name, and why they failed. An empty text: the test has passed. */
    Map<String, String> outcomes() {
        Map<String, String> outcomes = new LinkedHashMap<>();
        results.forEach((name, result) -> outcomes.put(
                name, result.getThrowable().map(Throwable::toString).orElse("")));
        return outcomes;
    }

    Throwable failure(String test) {
        return Objects.requireNonNull(results.get(test)).getThrowable().orElseThrow();
    }

    /** What tests reported, one entry after the other. */
    List<Map<String, String>> reports() {
        return reports.stream().map(ReportEntry::getKeyValuePairs).toList();
    }
}
