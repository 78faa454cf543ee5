package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A plain URL. dayfly runs before the first test, because its jar is on the class path. */
class PlainUrlTest {
    @Test
    void aFreshDatabase() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://localhost:6432/?user=new");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE book (title text)");
            statement.execute("INSERT INTO book VALUES ('The Dispossessed')");
            try (ResultSet books = statement.executeQuery("SELECT count(*) FROM book")) {
                books.next();
                assertEquals(1, books.getInt(1));
            }
        }
    }
}
