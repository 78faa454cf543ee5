package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;

/** How a {@link RegistryProbe} reaches the registry database. */
interface RegistrySession {
    /** The first column of the first row, as {@link Sql} gives it. */
    String ask(String sql) throws SQLException;

    void run(String sql) throws SQLException;

    /** In a connection that is open, and in its transaction if there is one. */
    record Open(Connection connection) implements RegistrySession {
        @Override
        public String ask(String sql) throws SQLException {
            return Sql.ask(connection, sql);
        }

        @Override
        public void run(String sql) throws SQLException {
            Sql.run(connection, sql);
        }
    }

    /** In a new maintenance connection for each statement. */
    record Each(Cluster cluster) implements RegistrySession {
        @Override
        public String ask(String sql) throws SQLException {
            return Sql.askIn(cluster, RegistryProbe.DATABASE, sql);
        }

        @Override
        public void run(String sql) throws SQLException {
            Sql.runIn(cluster, RegistryProbe.DATABASE, sql);
        }
    }
}
