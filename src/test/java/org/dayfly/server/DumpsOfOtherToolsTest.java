package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.dayfly.Programs;
import org.dayfly.TestProxy;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Dumps and init files of other tools have the same result in a template, and by psql in {@code new.KEY}, as by psql on
 * a plain server. {@code dumps/differences.txt} lists the allowed differences.
 */
@ParameterizedClass
@ArgumentsSource(EveryServer.class)
class DumpsOfOtherToolsTest {
    private static final Query<String> HERE = new Query<>("SELECT current_database()", row -> row.getString(1));

    private final TestedServer server;

    DumpsOfOtherToolsTest(TestedServer server) {
        this.server = server;
    }

    @BeforeAll
    static void isInstalled() {
        assumeTrue(Programs.isInstalled("psql"), "psql is not installed");
    }

    @Test
    void dumpsHaveTheSameResultAsWithPsqlOnAPlainServer() throws Exception {
        List<Dump> dumps = Dump.all();
        DumpDifferences allowed = DumpDifferences.read();
        SoftAssertions softly = new SoftAssertions();
        try (PlainServer plain = new PlainServer(server);
                DatabasesFixture setup = new DatabasesFixture(server);
                TemplateErrors errors = new TemplateErrors()) {
            for (Dump dump : dumps) {
                plain.load(dump);
            }
            try (TestProxy proxy = TestProxy.before(server.cluster(), settings(dumps))) {
                for (Dump dump : dumps) {
                    Inventory expected = plain.inventory(dump);
                    assertThat(expected.lines()).as("%s", dump).anyMatch(line -> line.startsWith("rows of "));
                    checkTemplate(dump, expected, allowed, proxy, errors, softly);
                    PlainServer.psql(proxy.port(), "new." + dump.name() + "-new", "", "any", dump);
                    Inventory ofPsql = inventory(proxy, "new." + dump.name() + "-new");
                    check(dump, "psql", expected.difference(ofPsql), allowed, softly);
                }
            }
            setup.reaper.tick();
        }
        softly.assertAll();
    }

    private static String[] settings(List<Dump> dumps) {
        List<String> settings = new ArrayList<>(List.of("databases.warm.min=0", "databases.warm.max=0"));
        dumps.forEach(dump -> settings.add("templates." + dump.name() + ".init=" + dump.file()));
        return settings.toArray(String[]::new);
    }

    private void checkTemplate(
            Dump dump,
            Inventory expected,
            DumpDifferences allowed,
            TestProxy proxy,
            TemplateErrors errors,
            SoftAssertions softly)
            throws Exception {
        List<Pattern> refusals = allowed.of(dump, "refused", server);
        Optional<String> error = errors.of("template " + dump.name());
        if (!refusals.isEmpty() || error.isPresent()) {
            softly.assertThat(error.orElse("made"))
                    .as("%s as a template of %s", dump, server)
                    .matches(
                            line -> refusals.size() == 1
                                    && refusals.get(0).matcher(line).find(),
                            "" + refusals);
            return;
        }
        check(dump, "template", expected.difference(inventory(proxy, "copy." + dump.name())), allowed, softly);
    }

    private Inventory inventory(TestProxy proxy, String user) throws Exception {
        try (Connection session = proxy.connect(user)) {
            return Inventory.of(server, HERE.first(session).orElseThrow());
        }
    }

    /** Each difference is allowed, and each allowed difference is there. */
    private void check(Dump dump, String way, List<String> difference, DumpDifferences allowed, SoftAssertions softly) {
        List<Pattern> patterns = allowed.of(dump, way, server);
        softly.assertThat(difference.stream()
                        .filter(line -> patterns.stream()
                                .noneMatch(it -> it.matcher(line).matches()))
                        .toList())
                .as("%s by %s, %s", dump, way, server)
                .isEmpty();
        softly.assertThat(patterns.stream()
                        .filter(it -> difference.stream()
                                .noneMatch(line -> it.matcher(line).matches()))
                        .map(Pattern::pattern)
                        .toList())
                .as("no longer differs: %s by %s, %s", dump, way, server)
                .isEmpty();
    }
}
