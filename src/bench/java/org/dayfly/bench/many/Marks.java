package org.dayfly.bench.many;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The rows of a database: each has a number, and the name of the database in which the row was written. */
record Marks(Map<Long, String> origins) {
    /** The rows of the template. */
    static final Set<Long> OF_TEMPLATE = Set.of(-1L, -2L, -3L);

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS public.mark"
            + " (id bigint PRIMARY KEY, origin text NOT NULL DEFAULT current_database())";

    static final String TEMPLATE_SCRIPT =
            TABLE + ";\nINSERT INTO public.mark VALUES (-1, 'template'), (-2, 'template'), (-3, 'template');\n";

    // If two clients create the table at once, PostgreSQL refuses one, even with IF NOT EXISTS.
    private static final String CREATE = "DO $$ BEGIN IF to_regclass('public.mark') IS NULL THEN"
            + " PERFORM pg_advisory_xact_lock(1); " + TABLE + "; END IF; END $$";

    /** Reads all rows. */
    static Marks of(Session session) throws SQLException {
        Map<Long, String> origins = new HashMap<>();
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(CREATE);
            try (ResultSet row = statement.executeQuery("SELECT id, origin FROM public.mark")) {
                while (row.next()) {
                    origins.put(row.getLong(1), row.getString(2));
                }
            }
        }
        return new Marks(origins);
    }

    /** Writes a row. The table must be there. */
    static void write(Session session, long id) throws SQLException {
        session.execute("INSERT INTO public.mark (id) VALUES (" + id + ")");
    }
}
