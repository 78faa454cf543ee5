package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.dayfly.junit.FreshDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each test has an empty database of its own, and the tests run in parallel. */
@Execution(ExecutionMode.CONCURRENT)
@FreshDatabase
class OrdersTest {
    @BeforeEach
    void createTable(Connection connection) throws SQLException {
        connection.createStatement().execute("CREATE TABLE orders (id serial PRIMARY KEY, item text)");
    }

    @Test
    void storesAnOrder(DataSource database) throws SQLException {
        new Orders(database).store("tea");
        assertEquals(List.of("tea"), new Orders(database).items());
    }

    @RepeatedTest(20)
    void seesNoOrdersOfOtherTests(DataSource database) throws SQLException {
        new Orders(database).store("water");
        assertEquals(List.of("water"), new Orders(database).items());
    }
}
