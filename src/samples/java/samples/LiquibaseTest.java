package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Liquibase migrates once for all tests that have the same change logs; each test has a copy of the result. */
class LiquibaseTest {
    static final String DAYFLY = System.getProperty("dayfly", "localhost:6432");

    private static String schema;

    @BeforeAll
    static void migrate() throws Exception {
        schema = "schema-" + MigrationFiles.hash("db/changelog");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=new." + schema);
                Liquibase liquibase = new Liquibase(
                        "db/changelog/shop.sql", new ClassLoaderResourceAccessor(), new JdbcConnection(connection))) {
            liquibase.update();
        }
    }

    @RepeatedTest(50)
    @Execution(ExecutionMode.CONCURRENT)
    void hasAllThatWasMigratedToItself() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + DAYFLY + "/?user=copy." + schema);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO item (name, price) VALUES ('cherry', 3)");
            statement.executeUpdate("ALTER TABLE item ADD COLUMN note text");
            try (ResultSet row = statement.executeQuery("SELECT string_agg(name, ' ' ORDER BY name) FROM item")) {
                row.next();
                assertEquals("apple banana cherry", row.getString(1));
            }
        }
    }
}
