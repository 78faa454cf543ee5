package org.dayfly.bench.connect;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The content of a database that is copied.
 *
 * @param key a key of dayfly, and a name of a database
 * @param label for people
 * @param statements each in a transaction of its own
 */
public record LargeSource(String key, String label, List<String> statements) {
    private static final int ROW = 1000;
    private static final int TABLES_AT_ONCE = 500;

    public LargeSource {
        statements = List.copyOf(statements);
    }

    /** Twenty tables without rows. */
    public static LargeSource small() {
        return new LargeSource("small", "20 tables", List.of(Tables.sql()));
    }

    /** Twenty tables without rows, and one with many. */
    public static LargeSource ofMegabytes(int megabytes) {
        String rows = "CREATE TABLE bulk AS SELECT number, repeat('x', " + ROW + ") AS text FROM generate_series(1, "
                + megabytes * 1000 + ") number";
        return new LargeSource("bulk", String.format(Locale.ROOT, "%,d MB", megabytes), List.of(Tables.sql(), rows));
    }

    /** Many tables without rows, each with an index. */
    public static LargeSource ofTables(int count) {
        List<String> statements = IntStream.range(0, count / TABLES_AT_ONCE)
                .mapToObj(batch -> IntStream.range(batch * TABLES_AT_ONCE, (batch + 1) * TABLES_AT_ONCE)
                        .mapToObj(table -> "CREATE TABLE item_" + table + " (id bigint PRIMARY KEY, amount bigint);")
                        .collect(Collectors.joining()))
                .toList();
        return new LargeSource("tables", String.format(Locale.ROOT, "%,d tables", count), statements);
    }
}
