package org.dayfly;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.EveryVersion.Behind;

/** A role and its database, which have one name, with a session and the URL of their owner. */
record Tenant(Connection session, String name, String url) implements AutoCloseable {
    private static Tenant of(Connection session) throws SQLException {
        return new Tenant(session, Sql.ask(session, "SELECT current_database()"), Sql.ask(session, "SHOW dayfly.url"));
    }

    /** Connects as a user, and makes a table that others may not read. */
    static Tenant make(Behind behind, String user) throws SQLException {
        Tenant made = of(behind.proxy().connect(user));
        Sql.run(made.session(), "CREATE TABLE IF NOT EXISTS treasure AS SELECT 'of " + made.name() + "' AS what");
        return made;
    }

    String pid() throws SQLException {
        return Sql.ask(session, "SELECT pg_backend_pid()");
    }

    String password() {
        return URI.create(url).getUserInfo().substring(name.length() + 1);
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
