package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Nothing but pgjdbc: a database for each connection, a way back into it, and one that is shared under a name. */
class PlainJdbcTest {
    static final String DAYFLY = System.getProperty("dayfly", "localhost:6432");

    @Test
    void everyConnectionAsNewHasADatabaseOfItsOwn() throws SQLException {
        try (Connection first = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new");
                Connection second = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new")) {
            assertNotEquals(first.getCatalog(), second.getCatalog());
        }
    }

    @Test
    void theUrlThatASessionIsToldLeadsBackToItsDatabase() throws SQLException {
        try (Connection first = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new")) {
            // postgresql://role:password@host:port/database; in SQL it is SHOW dayfly.url
            URI url = URI.create(first.unwrap(PGConnection.class).getParameterStatus("dayfly.url"));
            String[] login = url.getUserInfo().split(":", 2);
            String jdbcUrl = "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath();
            try (Connection second = DriverManager.getConnection(jdbcUrl, login[0], login[1])) {
                assertEquals(first.getCatalog(), second.getCatalog());
            }
        }
    }

    @Test
    void connectionsThatNameAKeyShareADatabase() throws SQLException {
        try (Connection first = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new.jdbc");
                Connection second = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new.jdbc")) {
            assertEquals(first.getCatalog(), second.getCatalog());
        }
    }
}
