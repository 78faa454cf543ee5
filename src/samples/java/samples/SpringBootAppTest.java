package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Spring Boot: one line in application.properties, with a key, as its data source is a pool. */
class SpringBootAppTest {
    @SpringBootApplication
    static class Shop {}

    @Test
    void hasADataSource() {
        try (ConfigurableApplicationContext shop = SpringApplication.run(Shop.class)) {
            JdbcClient jdbc = shop.getBean(JdbcClient.class);
            jdbc.sql("CREATE TABLE IF NOT EXISTS item (name text PRIMARY KEY)").update();
            jdbc.sql("INSERT INTO item VALUES (?) ON CONFLICT DO NOTHING")
                    .param("apple")
                    .update();
            assertEquals(
                    "apple",
                    jdbc.sql("SELECT name FROM item").query(String.class).single());
        }
    }
}
