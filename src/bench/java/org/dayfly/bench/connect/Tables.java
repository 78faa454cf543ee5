package org.dayfly.bench.connect;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The schema of the copies: twenty tables in SQL that all contenders understand. */
public final class Tables {
    private static final int COUNT = 20;

    private Tables() {}

    public static String sql() {
        return IntStream.rangeClosed(1, COUNT).mapToObj(Tables::table).collect(Collectors.joining());
    }

    private static String table(int number) {
        return """
                CREATE TABLE item_%1$d (id bigint PRIMARY KEY, name varchar(100) NOT NULL UNIQUE,
                    price numeric(10, 2), added timestamp, parent bigint REFERENCES item_%1$d (id));
                CREATE INDEX item_%1$d_added ON item_%1$d (added);
                """.formatted(number);
    }
}
