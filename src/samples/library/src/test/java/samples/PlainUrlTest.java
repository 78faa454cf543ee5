package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Plain URLs. dayfly runs before the first test, because its jar is on the class path. */
class PlainUrlTest {
    static final String DAYFLY = "localhost:" + System.getProperty("dayfly.port", "6432");

    @Test
    void eachConnectionHasADatabaseOfItsOwn() throws SQLException {
        try (Connection first = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new");
                Connection second = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new")) {
            first.createStatement().execute("CREATE TABLE book AS SELECT 'The Dispossessed' AS title");
            second.createStatement().execute("CREATE TABLE book AS SELECT 'Always Coming Home' AS title");
            assertNotEquals(first.getCatalog(), second.getCatalog());
        }
    }

    @Test
    void connectionsOfAKeyShareADatabase() throws SQLException {
        try (Connection first = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new.library");
                Connection second = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new.library")) {
            assertEquals(first.getCatalog(), second.getCatalog());
        }
    }

    @Test
    void theSocketFactoryFindsTheSameDayfly() throws SQLException {
        String url = "jdbc:postgresql://" + DAYFLY + "/?user=new.library";
        try (Connection first = DriverManager.getConnection(url);
                Connection second = DriverManager.getConnection(
                        url + "&socketFactory=org.dayfly.client.DayflySocketFactory")) {
            assertEquals(first.getCatalog(), second.getCatalog());
        }
    }
}
