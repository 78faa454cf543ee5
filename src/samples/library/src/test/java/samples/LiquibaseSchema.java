package samples;

import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.dayfly.junit.DatabaseSchema;

/** The tables that Liquibase makes from src/main/resources/db/changelog. */
class LiquibaseSchema implements DatabaseSchema {
    @Override
    public List<String> resources() {
        return List.of("db/changelog");
    }

    @Override
    public void create(DataSource database) throws Exception {
        try (Connection connection = database.getConnection();
                Liquibase liquibase = new Liquibase(
                        "db/changelog/shop.sql", new ClassLoaderResourceAccessor(), new JdbcConnection(connection))) {
            liquibase.update();
        }
    }
}
