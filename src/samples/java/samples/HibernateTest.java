package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;

/** Hibernate makes the schema of its entities: each session has a connection, so the URL names a key. */
class HibernateTest {
    static final String DAYFLY = System.getProperty("dayfly", "localhost:6432");

    @Entity
    static class Item {
        @Id
        @GeneratedValue
        Long id;

        String name;
    }

    @Test
    void storesAnEntityInTheSchemaThatItMade() {
        try (SessionFactory factory = new Configuration()
                .addAnnotatedClass(Item.class)
                .setProperty("hibernate.connection.url", "jdbc:postgresql://" + DAYFLY + "/?user=new.hibernate")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory()) {
            Item apple = new Item();
            apple.name = "apple";
            factory.inTransaction(session -> session.persist(apple));
            factory.inTransaction(one -> factory.inTransaction(other -> {
                assertEquals("apple", one.find(Item.class, apple.id).name);
                assertEquals("apple", other.find(Item.class, apple.id).name);
            }));
        }
    }
}
