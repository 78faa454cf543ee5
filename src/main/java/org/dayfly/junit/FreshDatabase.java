package org.dayfly.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a PostgreSQL database of its own. On a class, on a test method, or on a parameter.
 *
 * <pre>{@code
 * @FreshDatabase
 * class OrdersTest {
 *     @Test
 *     void storesAnOrder(DataSource database) { … }
 * }
 * }</pre>
 *
 * <p>A parameter may be a {@link javax.sql.DataSource}, a {@link java.sql.Connection} or a {@link TestDatabase}. The
 * parameters of one test are of one database. A parameter with this annotation has a database of its own, and may be a
 * {@link String} too: the JDBC URL with role and password.
 *
 * <p>When a test passes, its database is dropped. When a test fails, its database is kept for an hour, and the report
 * says how to connect. Tests may run in parallel.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FreshDatabaseExtension.class)
public @interface FreshDatabase {
    /** The database that the test gets a copy of: a key, or a template of proxy.conf. Empty: the database is empty. */
    String copyOf() default "";

    /** Makes the tables and rows that each database begins with. They are made once, and copied for each test. */
    Class<? extends DatabaseSchema> schema() default DatabaseSchema.None.class;

    /**
     * Whether each test method has a database of its own, or the methods of a class share one. With {@code PER_CLASS},
     * constructors and {@code @BeforeAll} methods can have parameters too.
     */
    Lifecycle lifecycle() default Lifecycle.PER_METHOD;
}
