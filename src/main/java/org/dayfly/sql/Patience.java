package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Sets how long a connection waits for the answer to a statement.
 *
 * <p>The copy, the vacuum, the change of ownership and the drop of a large database take minutes each. TCP keepalive
 * detects a server that is gone.
 */
public final class Patience {
    private Patience() {}

    /**
     * Lets a connection wait as long as a statement takes. A pool restores the limit when the connection is returned.
     */
    public static Connection unlimited(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }
}
