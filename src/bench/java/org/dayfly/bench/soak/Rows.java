package org.dayfly.bench.soak;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dayfly.bench.soak.Tally.Problem;

/** The rows that guests write and look for. Each says in which database it was written, and by which visit. */
record Rows(Guest guest) {
    // Of two clients that make it at once PostgreSQL refuses one, even with IF NOT EXISTS.
    private static final String CREATE = """
            DO $$ BEGIN
                CREATE TABLE IF NOT EXISTS public.soak
                    (id bigint PRIMARY KEY, visit bigint NOT NULL, half int NOT NULL, origin text NOT NULL);
            EXCEPTION WHEN duplicate_table OR duplicate_object OR unique_violation THEN NULL;
            END $$""";

    private static final String THERE = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('public.soak')";

    /** One of them. */
    private record Row(long id, long visit, int half, String origin) {}

    /** Whether anything was ever written here. */
    boolean exist() throws Ended {
        return guest.number(THERE) > 0;
    }

    /** Writes a row, which must be there from now on. */
    void write(long visit, int half) throws Ended {
        long id = guest.site().numbers().incrementAndGet();
        guest.execute(CREATE);
        guest.run(statement -> statement.execute("INSERT INTO public.soak VALUES (" + id + ", " + visit + ", " + half
                + ", current_database()) ON CONFLICT DO NOTHING"));
        guest.database().acknowledge(id, Clock.now());
    }

    /** Checks that all rows are there that must be, and no others. Returns the rows that a copy has of its source. */
    Set<Long> check() throws Ended {
        Handed database = guest.database();
        long asked = Clock.now();
        Set<Long> missing = database.acknowledgedBefore(asked);
        List<Row> rows = exist() ? rows() : List.of();
        Set<Long> foreign = new HashSet<>();
        for (Row row : rows) {
            missing.remove(row.id);
            if (!row.origin.equals(database.name())) {
                foreign.add(row.id);
            }
        }
        if (!missing.isEmpty()) {
            guest.problem(Problem.LOST, missing.size() + " acknowledged rows are missing, as " + missing);
        }
        checkForeign(rows, foreign);
        return foreign;
    }

    private List<Row> rows() throws Ended {
        return guest.run(statement -> {
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT id, visit, half, origin FROM public.soak")) {
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), row.getLong(2), row.getInt(3), row.getString(4)));
                }
            }
            return rows;
        });
    }

    private void checkForeign(List<Row> rows, Set<Long> foreign) {
        Handed database = guest.database();
        Map<Long, Integer> halves = new HashMap<>();
        Set<String> origins = new HashSet<>();
        for (Row row : rows) {
            if (foreign.contains(row.id)) {
                origins.add(row.origin);
                halves.merge(row.visit, row.half, Integer::sum);
            }
        }
        for (String origin : origins) {
            if (database.source().isEmpty()
                    || !guest.site().ledger().owner(origin).equals(database.source())) {
                guest.problem(Problem.DOUBLED, "there are rows that were written in " + origin);
            }
        }
        if (origins.size() > 1) {
            guest.problem(Problem.TORN, "there are rows of several databases: " + origins);
        }
        Set<Long> first = database.copied(foreign);
        if (!first.equals(foreign)) {
            first.removeAll(foreign);
            guest.problem(Problem.LOST, "rows of the source are not there any more, as " + first);
        }
        halves.forEach((visit, half) -> checkHalf(visit, half));
    }

    /** The first row of a visit is 1, the second 2. */
    private void checkHalf(long visit, int half) {
        String seen = guest.database().name() + " (" + guest.dial() + ")";
        boolean torn = half == 2
                || (half == 1
                        && guest.site()
                                .ledger()
                                .knownVisit(visit)
                                .map(it -> it.half(seen))
                                .orElse(false));
        if (torn) {
            guest.problem(Problem.TORN, "of visit " + visit + " there is only row " + half);
        }
    }
}
