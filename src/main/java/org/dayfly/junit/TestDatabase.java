package org.dayfly.junit;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of a test. */
public interface TestDatabase {
    /** The name of the database, and of the role that owns it. */
    String name();

    String password();

    /** The URL for JDBC, with role and password. */
    String jdbcUrl();

    /** The URL for psql and other programs that use libpq's form, with role and password. */
    String url();

    DataSource dataSource();

    /** Opens a connection. The caller closes it. */
    default Connection connect() throws SQLException {
        return dataSource().getConnection();
    }
}
