package org.dayfly.junit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.config.value.HostPort;

/**
 * The database with a schema, which the databases of tests are copies of. The first test that needs it makes it; other
 * tests and other JVMs wait until it is complete. A comment on the database says whether it is.
 *
 * @param key the key of the database
 */
record SchemaSource(HostPort dayfly, String key) {
    /** Keeps other JVMs out as long as the session is open. */
    private static final String LOCK = "SELECT pg_advisory_lock(hashtext('dayfly schema'))";

    /** The comment of the database: none, {@code begun} or {@code complete}. */
    private static final String STATE = """
            SELECT coalesce(shobj_description(oid, 'pg_database'), '')
            FROM pg_database WHERE datname = current_database()""";

    private static final String COMMENT =
            "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %%I IS ''%s''', current_database()); END $$";

    /** A source that nobody copies stays for a day, so that it is there the next time. */
    private static final String LONG = "-c dayfly.ttl=24h -c dayfly.idle=24h";

    private static final String BAD_OPTION = "22023";
    private static final String RESET = "57P01";
    private static final int ATTEMPTS = 10;

    /**
     * Makes the schema, unless it is complete.
     *
     * @throws SQLException if dayfly gives no database
     * @throws Exception what the schema throws; the next call begins again, with an empty database
     */
    void ensure(DatabaseSchema schema) throws Exception {
        String user = "new." + key;
        for (int i = 1; !isComplete(user, schema, i == ATTEMPTS); i++) {
            user = "reset." + key;
        }
    }

    /**
     * Opens the database, and makes the schema in it if no test has begun to.
     *
     * @param last whether there is no further attempt
     * @return false if a test has ended, or failed, while it made the schema
     */
    private boolean isComplete(String user, DatabaseSchema schema, boolean last) throws Exception {
        try (Connection first = open(user)) {
            execute(first, LOCK);
            String state = ask(first, STATE);
            if (state.isEmpty()) {
                execute(first, String.format(COMMENT, "begun"));
                schema.create(new IssuedDatabase(ask(first, "SHOW dayfly.url")).dataSource());
                execute(first, String.format(COMMENT, "complete"));
            }
            return !state.equals("begun");
        } catch (SQLException e) {
            // Another JVM has reset the database at this moment.
            if (last || !RESET.equals(e.getSQLState())) {
                throw e;
            }
            return false;
        }
    }

    private Connection open(String user) throws SQLException {
        try {
            return IssuedDatabase.connect(dayfly, user, LONG);
        } catch (SQLException e) {
            if (BAD_OPTION.equals(e.getSQLState())) { // longer than databases.max-ttl
                return IssuedDatabase.connect(dayfly, user, "");
            }
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
