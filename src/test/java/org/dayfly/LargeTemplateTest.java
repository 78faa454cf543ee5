package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A dump of many tables and many rows becomes a template, and each copy has all of it. */
@ExtendWith(TestServer.class)
final class LargeTemplateTest {
    private static final int TABLES = 200;
    private static final int ROWS = 2000;
    private static final String NOTE =
            "as dull as the remarks of a thousand orders are, one is like the other, and on it goes. ";

    private final Cluster cluster;
    private final Path dump;
    private final String name = "large-" + Long.toString(System.nanoTime(), 36);
    private final HeardLog log = new HeardLog();

    LargeTemplateTest(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.dump = folder.resolve("dump.sql");
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** Writes a file as pg_dump does, and returns the sum of all amounts in it. */
    private long write() throws IOException {
        Random amounts = new Random(42);
        long sum = 0;
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(dump, US_ASCII))) {
            out.print("""
                    SET statement_timeout = 0;
                    SET client_encoding = 'UTF8';
                    SELECT pg_catalog.set_config('search_path', '', false);
                    SET default_table_access_method = heap;

                    """);
            for (int table = 0; table < TABLES; table++) {
                out.print("""
                        --
                        -- Name: t%1$d; Type: TABLE; Schema: public
                        --

                        CREATE TABLE public.t%1$d (
                            id integer NOT NULL,
                            amount bigint,
                            note text
                        );


                        """.formatted(table));
            }
            for (int table = 0; table < TABLES; table++) {
                out.print("COPY public.t%d (id, amount, note) FROM stdin;\n".formatted(table));
                for (int row = 0; row < ROWS; row++) {
                    int amount = amounts.nextInt();
                    sum += amount;
                    out.print(row + "\t" + amount + "\t" + NOTE + "\\tand\\nso on\n");
                }
                out.print("\\.\n\n\n");
            }
            for (int table = 0; table < TABLES; table++) {
                out.print("""
                        ALTER TABLE ONLY public.t%1$d
                            ADD CONSTRAINT t%1$d_pkey PRIMARY KEY (id);


                        """.formatted(table));
            }
        }
        return sum;
    }

    private static String contentOf(Connection copy) throws SQLException {
        String all = IntStream.range(0, TABLES)
                .mapToObj(table -> "SELECT amount, note FROM t" + table)
                .collect(Collectors.joining(" UNION ALL "));
        return Sql.ask(copy, "SELECT (count(*), sum(amount), sum(length(note))) FROM (" + all + ") AS rows");
    }

    @Test
    void eachCopyHasAllTablesAndRowsOfALargeTemplate() throws Exception {
        long sum = write();
        assertThat(Files.size(dump)).isBetween(40_000_000L, 60_000_000L);
        String rows = "(" + TABLES * ROWS + "," + sum + ","
                + (long) TABLES * ROWS * (NOTE.length() + "\tand\nso on".length()) + ")";
        try (TestProxy proxy = TestProxy.before(cluster, "templates." + name + ".init=" + dump)) {
            assertThat(lines()).first().asString().endsWith(name + ": making it");
            assertThat(lines()).last().asString().matches(".*" + name + ": made in \\d+ ms, dayfly_.*");
            ConcurrentClients.act(2, 2, number -> {
                try (Connection copy = proxy.connect("copy." + name)) {
                    assertThat(contentOf(copy)).isEqualTo(rows);
                    assertThat(Sql.ask(copy, "SELECT count(*) FROM pg_class WHERE relname ~ '^t\\d+_pkey$'"))
                            .isEqualTo(String.valueOf(TABLES));
                    Sql.run(copy, "DROP TABLE t" + number + "; TRUNCATE t" + (number + 1));
                }
            });
        }
    }

    private List<String> lines() {
        return log.lines().stream().filter(line -> line.contains(name)).toList();
    }
}
