package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;

/** Tests ask the registry by {@link RegistryProbe}, so that a change of its tables changes one place in the tests. */
final class RegistryAccessInTestsTest {
    private static final Path TESTS = Path.of("src/test/java/org/dayfly");
    private static final Pattern TABLE = Pattern.compile(
            "(FROM|INTO|UPDATE|JOIN|TABLE) (registry\\.)?(lease|reclaimed)\\b|registry\\.(lease|reclaimed)\\b[^(]");

    /** The probe, and the tests of the schema itself. */
    private static final Set<String> ALLOWED = Set.of(
            "RegistryProbe.java",
            "LeaseRows.java",
            "LeaseChanges.java",
            "RegistryTest.java",
            "RegistryLocksTest.java",
            "RowLocksTest.java",
            "SchemaTest.java",
            "StatementsTest.java",
            // The comments on columns.
            "DatabaseStatusTest.java",
            // The search path of a maintenance session.
            "AccessTest.java");

    @Test
    void noOtherTestNamesTheTables() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !ALLOWED.contains(file.getFileName().toString()))
                            .filter(RegistryAccessInTestsTest::namesATable))
                    .isEmpty();
        }
    }

    private static boolean namesATable(Path file) {
        try {
            return TABLE.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
