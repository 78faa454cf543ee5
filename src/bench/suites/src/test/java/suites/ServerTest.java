package suites;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;

/** Each class has a server of its own, where Flyway makes the schema. The tests of the class share it. */
class ServerTest {
    abstract static class Tests {
        private static EmbeddedPostgres server;

        @BeforeAll
        static void start() throws IOException {
            server = EmbeddedPostgres.start();
            Flyway.configure().dataSource(server.getPostgresDatabase()).load().migrate();
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @RepeatedTest(10)
        void insert() throws SQLException {
            try (Connection connection = server.getPostgresDatabase().getConnection()) {
                assertEquals(
                        1,
                        connection.createStatement().executeUpdate("INSERT INTO t1 (name) VALUES (gen_random_uuid())"));
            }
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
