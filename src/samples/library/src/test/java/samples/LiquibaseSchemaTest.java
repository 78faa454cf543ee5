package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.junit.FreshDatabase;
import org.junit.jupiter.api.RepeatedTest;

/** Liquibase makes the schema once; each test has a copy. */
@FreshDatabase(schema = LiquibaseSchema.class)
class LiquibaseSchemaTest {
    @RepeatedTest(3)
    void hasWhatLiquibaseMade(Connection connection) throws SQLException {
        assertEquals(2, connection.createStatement().executeUpdate("DELETE FROM item"));
    }
}
