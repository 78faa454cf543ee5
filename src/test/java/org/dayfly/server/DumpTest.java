package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import org.dayfly.script.ScratchDatabase;
import org.dayfly.script.ScriptRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** dayfly runs the output of pg_dump 15 for shop.sql. The output is a resource, so the test needs no pg_dump. */
@ParameterizedClass
@ArgumentsSource(EveryServer.class)
class DumpTest {
    private final TestedServer server;

    DumpTest(TestedServer server) {
        this.server = server;
    }

    @Test
    void aDumpIsRunCompletely(@TempDir Path folder) throws Exception {
        Path dump = folder.resolve("shop-dump.sql");
        try (InputStream in = DumpTest.class.getResourceAsStream("shop-dump.sql")) {
            Files.copy(Objects.requireNonNull(in), dump);
        }
        assertThat(Files.readAllLines(dump)).anyMatch(line -> line.startsWith("\\restrict "));
        try (ScratchDatabase database = ScratchDatabase.make(server.cluster(), "dumped")) {
            try (Connection connection = database.connect()) {
                new ScriptRun(connection).run(List.of(dump));
            }
            assertThat(database.ask(
                            "SELECT string_agg(id || coalesce(shouted, '-'), ' ' ORDER BY id) FROM shop.customer"))
                    .isEqualTo("10IT'S; -- 1\tTAB\nLINE\\. 11- 12\\RESTRICT");
            assertThat(database.ask("INSERT INTO shop.customer DEFAULT VALUES RETURNING id"))
                    .isEqualTo("13");
            assertThat(database.ask("SELECT (count(*), shop.total(10)) FROM shop.sale_2025"))
                    .isEqualTo("(1,1)");
            assertThat(database.ask("SELECT (a.*)::text FROM \"odd; name\\\" a"))
                    .isEqualTo("(1,\"\\\\xdeadbeef\",\"{x,\"\"y\nz;\"\"}\")");
            assertThat(database.ask("SELECT convert_from(lo_get(content), 'UTF8') FROM shop.picture"))
                    .isEqualTo("large; object");
            assertThat(database.ask("SELECT sum(count) FROM shop.counted")).isEqualTo("2");
            assertThat(database.ask("SELECT count(*) FROM shop.log")).isEqualTo("1");
            assertThat(database.ask("INSERT INTO shop.sale (day) VALUES ('2025-01-01') RETURNING tableoid::regclass"))
                    .isEqualTo("shop.sale_2025");
            assertThat(database.ask("SELECT count(*) FROM shop.log")).isEqualTo("2");
        }
    }
}
