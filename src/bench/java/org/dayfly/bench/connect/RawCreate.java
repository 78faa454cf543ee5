package org.dayfly.bench.connect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.bench.stage.Server;

/**
 * CREATE DATABASE by hand on an open connection, with STRATEGY file_copy, which is fastest here; then a connection to
 * the new database. For one thread.
 */
public final class RawCreate implements Contender {
    private final String name;
    private final Server server;
    private final String template;
    private final Connection admin;
    private long made;

    /**
     * Opens the connection for CREATE DATABASE.
     *
     * @param template the template of the databases
     */
    public RawCreate(String name, Server server, String template) throws SQLException {
        this.name = name;
        this.server = server;
        this.template = template;
        this.admin = server.admin("postgres").connect();
    }

    /** Lets the file system copy the files, which may share their blocks. PostgreSQL 18 and later. */
    public RawCreate cloning() throws SQLException {
        execute("SET file_copy_method = clone");
        return this;
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

    /** Makes a database. */
    public String create() throws SQLException {
        String database = "raw_" + Integer.toHexString(System.identityHashCode(this)) + "_" + ++made;
        execute("CREATE DATABASE " + database + " OWNER " + Server.TENANT + " TEMPLATE " + template
                + " STRATEGY file_copy");
        return database;
    }

    /** Drops a database, with FORCE because the backend of a closed connection may not have ended yet. */
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
