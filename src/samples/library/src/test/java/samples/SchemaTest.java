package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.dayfly.junit.FreshDatabase;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Flyway migrates once, however many tests there are; each test has a copy of the result. */
@Execution(ExecutionMode.CONCURRENT)
@FreshDatabase(schema = ShopSchema.class)
class SchemaTest {
    @RepeatedTest(50)
    void hasWhatFlywayMade(DataSource database) throws SQLException {
        new Orders(database).store("tea");
        assertEquals(List.of("coffee", "tea"), new Orders(database).items());
        assertTrue(ShopSchema.RUNS.get() <= 1, "Flyway has run " + ShopSchema.RUNS + " times");
    }
}
