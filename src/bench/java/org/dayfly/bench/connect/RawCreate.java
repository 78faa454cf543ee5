package org.dayfly.bench.connect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.bench.stage.Server;

/**
 * CREATE DATABASE by hand, on a connection that is open already, by the strategy that is fastest here; then a
 * connection to it. For one thread.
 */
public final class RawCreate implements Contender {
    private final String name;
    private final Server server;
    private final String template;
    private final Connection admin;
    private long made;

    /**
     * Connects to make them.
     *
     * @param template what they are copies of
     */
    public RawCreate(String name, Server server, String template) throws SQLException {
        this.name = name;
        this.server = server;
        this.template = template;
        this.admin = server.admin("postgres").connect();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AutoCloseable firstQuery() throws Exception {
        String database = create();
        Connection connection = server.as(Server.TENANT, database).firstQuery();
        return () -> {
            connection.close();
            drop(database);
        };
    }

    /** The first half of it. */
    public String create() throws SQLException {
        String database = "raw_" + Integer.toHexString(System.identityHashCode(this)) + "_" + ++made;
        execute("CREATE DATABASE " + database + " OWNER " + Server.TENANT + " TEMPLATE " + template
                + " STRATEGY file_copy");
        return database;
    }

    /** Undoes it, once nobody is connected any more; a backend may take a moment to leave. */
    public void drop(String database) throws SQLException {
        execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        admin.close();
    }
}
