package org.dayfly.bench.soak;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;

/** The rows that clients write and check. Each row has the database in which it was written, and its pair. */
record Rows(Client client) {
    // If two clients create the table at once, PostgreSQL refuses one, even with IF NOT EXISTS.
    private static final String CREATE = """
            DO $$ BEGIN
                CREATE TABLE IF NOT EXISTS public.soak
                    (id bigint PRIMARY KEY, pair bigint NOT NULL, half int NOT NULL, origin text NOT NULL);
            EXCEPTION WHEN duplicate_table OR duplicate_object OR unique_violation THEN NULL;
            END $$""";

    private static final String EXISTS = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('public.soak')";

    /** A row of the table. */
    private record Row(long id, long pair, int half, String origin) {}

    /** Whether a client has written to this database. */
    boolean exist() throws Ended {
        return client.number(EXISTS) > 0;
    }

    /** Writes a row, which must exist from now on. */
    void write(long pair, int half) throws Ended {
        long id = client.shared().numbers().incrementAndGet();
        client.execute(CREATE);
        client.run(statement -> statement.execute("INSERT INTO public.soak VALUES (" + id + ", " + pair + ", " + half
                + ", current_database()) ON CONFLICT DO NOTHING"));
        client.database().acknowledged().add(id, Clock.now());
    }

    /** Checks that all acknowledged rows exist, and no others. Returns the rows that a copy has from its source. */
    Set<Long> check() throws Ended {
        Database database = client.database();
        long asked = Clock.now();
        Set<Long> missing = database.acknowledged().before(asked);
        List<Row> rows = exist() ? rows() : List.of();
        Set<Long> foreign = new HashSet<>();
        for (Row row : rows) {
            missing.remove(row.id);
            if (!row.origin.equals(database.name())) {
                foreign.add(row.id);
            }
        }
        if (!missing.isEmpty()) {
            client.problem(Problem.LOST, missing.size() + " acknowledged rows are missing: " + missing);
        }
        checkForeign(rows, foreign);
        return foreign;
    }

    private List<Row> rows() throws Ended {
        return client.run(statement -> {
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT id, pair, half, origin FROM public.soak")) {
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), row.getLong(2), row.getInt(3), row.getString(4)));
                }
            }
            return rows;
        });
    }

    private void checkForeign(List<Row> rows, Set<Long> foreign) {
        Database database = client.database();
        Map<Long, Integer> halves = new HashMap<>();
        Set<String> origins = new HashSet<>();
        for (Row row : rows) {
            if (foreign.contains(row.id)) {
                origins.add(row.origin);
                halves.merge(row.pair, row.half, Integer::sum);
            }
        }
        for (String origin : origins) {
            if (database.source().isEmpty()
                    || !client.shared().ledger().owner(origin).equals(database.source())) {
                client.problem(Problem.DOUBLED, "there are rows that were written in " + origin);
            }
        }
        if (origins.size() > 1) {
            client.problem(Problem.TORN, "there are rows of several databases: " + origins);
        }
        Set<Long> first = database.copied(foreign);
        if (!first.equals(foreign)) {
            first.removeAll(foreign);
            client.problem(Problem.LOST, "rows of the source have disappeared: " + first);
        }
        halves.forEach((pair, half) -> checkHalf(pair, half));
    }

    /** The first row of a pair has half 1, the second has half 2. */
    private void checkHalf(long pair, int half) {
        String seen = client.database().name() + " (" + client.target() + ")";
        boolean torn = half == 2
                || (half == 1
                        && client.shared()
                                .ledger()
                                .knownPair(pair)
                                .map(it -> it.half(seen))
                                .orElse(false));
        if (torn) {
            client.problem(Problem.TORN, "of pair " + pair + " there is only row " + half);
        }
    }
}
