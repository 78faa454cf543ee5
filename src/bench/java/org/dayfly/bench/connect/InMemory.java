package org.dayfly.bench.connect;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A database in the memory of the JVM, which exists until the connection is closed. */
public final class InMemory implements Contender {
    private final String name;
    private final String url;
    private final String schema;

    private InMemory(String name, String url, String schema) {
        this.name = name;
        this.url = url;
        this.schema = schema;
    }

    /**
     * H2 in its PostgreSQL mode.
     *
     * @param schema statements to run before the first query; may be empty
     */
    public static InMemory h2(String name, String schema) {
        return new InMemory(name, "jdbc:h2:mem:;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE", schema);
    }

    /**
     * SQLite.
     *
     * @param schema statements to run before the first query; may be empty
     */
    public static InMemory sqlite(String name, String schema) {
        return new InMemory(name, "jdbc:sqlite::memory:", schema);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AutoCloseable firstQuery() throws Exception {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            if (!schema.isEmpty()) {
                statement.executeUpdate(schema);
            }
            statement.executeQuery("SELECT 1").close();
        }
        return connection;
    }
}
