package suites;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.dayfly.junit.DatabaseSchema;
import org.dayfly.junit.FreshDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;

/** Each test has a copy of a schema that Flyway made once. */
class LibraryTest {
    static class Schema implements DatabaseSchema {
        @Override
        public List<String> resources() {
            return List.of("db/migration");
        }

        @Override
        public void create(DataSource database) {
            Flyway.configure().dataSource(database).load().migrate();
        }
    }

    @FreshDatabase(schema = Schema.class)
    abstract static class Tests {
        @RepeatedTest(10)
        void insert(Connection connection) throws SQLException {
            assertEquals(
                    1, connection.createStatement().executeUpdate("INSERT INTO t1 (name) VALUES (gen_random_uuid())"));
        }
    }

    @Nested
    class C01 extends Tests {}

    @Nested
    class C02 extends Tests {}

    @Nested
    class C03 extends Tests {}

    @Nested
    class C04 extends Tests {}

    @Nested
    class C05 extends Tests {}

    @Nested
    class C06 extends Tests {}

    @Nested
    class C07 extends Tests {}

    @Nested
    class C08 extends Tests {}

    @Nested
    class C09 extends Tests {}

    @Nested
    class C10 extends Tests {}

    @Nested
    class C11 extends Tests {}

    @Nested
    class C12 extends Tests {}

    @Nested
    class C13 extends Tests {}

    @Nested
    class C14 extends Tests {}

    @Nested
    class C15 extends Tests {}

    @Nested
    class C16 extends Tests {}

    @Nested
    class C17 extends Tests {}

    @Nested
    class C18 extends Tests {}

    @Nested
    class C19 extends Tests {}

    @Nested
    class C20 extends Tests {}
}
