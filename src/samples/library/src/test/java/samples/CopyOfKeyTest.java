package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.dayfly.junit.FreshDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Flyway by hand: migrates the database of a key; each test has a copy of this database. */
class CopyOfKeyTest {
    static final String DAYFLY = "localhost:" + System.getProperty("dayfly.port", "6432");

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource("jdbc:postgresql://" + DAYFLY + "/?user=new.shop", null, null)
                .load()
                .migrate();
    }

    @RepeatedTest(5)
    @FreshDatabase(copyOf = "shop")
    void hasItsOwnCopy(DataSource database) throws SQLException {
        new Orders(database).store("tea");
        assertEquals(List.of("coffee", "tea"), new Orders(database).items());
    }

    @RepeatedTest(2)
    void theUserNameCopiesToo() throws SQLException {
        try (Connection copy = DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=copy.shop")) {
            assertEquals(1, copy.createStatement().executeUpdate("DELETE FROM orders"));
        }
    }
}
