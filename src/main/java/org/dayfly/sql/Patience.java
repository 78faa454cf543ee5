package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How long a connection waits for the answer to a statement.
 *
 * <p>A large database takes minutes to copy, to vacuum, to hand over and to drop. TCP keepalive notices a server that
 * is gone.
 */
public final class Patience {
    private Patience() {}

    /**
     * Has a connection wait for as long as a statement takes. A pool puts the limit back when the connection is
     * returned.
     */
    public static Connection unlimited(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }
}
