package samples;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.dayfly.junit.DatabaseSchema;
import org.flywaydb.core.Flyway;

/** The tables that Flyway makes from src/main/resources/db/migration. */
class ShopSchema implements DatabaseSchema {
    static final AtomicInteger RUNS = new AtomicInteger();

    @Override
    public List<String> resources() {
        return List.of("db/migration");
    }

    @Override
    public void create(DataSource database) {
        RUNS.incrementAndGet();
        Flyway.configure().dataSource(database).load().migrate();
    }
}
