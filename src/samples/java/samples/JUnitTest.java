package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** JUnit: every test starts in an empty database, and leaves nothing to clean up. */
class JUnitTest {
    static final String DAYFLY = System.getProperty("dayfly", "localhost:6432");

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new");
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @RepeatedTest(2)
    void makesItsOwnTable() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (name text PRIMARY KEY)");
            assertEquals(1, statement.executeUpdate("INSERT INTO item VALUES ('apple')"));
        }
    }
}
