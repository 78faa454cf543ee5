package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Spring Boot: its data source is a pool, so the URL in application.properties names a key. */
@SpringBootTest(classes = SpringBootShopTest.Shop.class)
@Transactional
class SpringBootShopTest {
    @SpringBootApplication
    static class Shop {}

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void createTable() {
        jdbc.sql("CREATE TABLE item (name text PRIMARY KEY)").update();
    }

    @Test
    void storesAnItem() {
        jdbc.sql("INSERT INTO item VALUES (?)").param("apple").update();
        assertEquals("apple", jdbc.sql("SELECT name FROM item").query(String.class).single());
    }

    @Test
    void beginsWithoutItems() {
        assertEquals(0, jdbc.sql("SELECT count(*) FROM item").query(Integer.class).single());
    }
}
