package org.dayfly.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.dayfly.Eventually;
import org.dayfly.Sql;
import org.dayfly.TestProxy;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code @FreshDatabase} gives tests databases, and keeps those of tests that failed. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class FreshDatabaseExtensionTest {
    private static final String PORT = "dayfly.port";

    /** What the tests that run inside of these tests saw. */
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    private final ServedFolder folder = ServedFolder.create();
    private final TestProxy proxy = TestProxy.with("embedded.directory=" + folder.path(), "reaper.interval=100ms");

    @BeforeEach
    void name() {
        SEEN.clear();
        System.setProperty(PORT, String.valueOf(proxy.port()));
    }

    @AfterEach
    void close() {
        System.clearProperty(PORT);
        proxy.close();
        folder.close();
    }

    private String leased() throws SQLException {
        return Sql.askIn(folder.cluster(), "dayfly", "SELECT count(*) FROM registry.ls WHERE state = 'leased'");
    }

    @FreshDatabase
    static final class Parameters {
        @Test
        void areOfOneDatabase(
                DataSource source, Connection connection, TestDatabase database, @FreshDatabase String other)
                throws SQLException {
            Sql.run(connection, "CREATE TABLE book AS SELECT 'The Dispossessed' AS title");
            try (Connection second = source.getConnection();
                    Connection third = database.connect()) {
                assertThat(Sql.ask(second, "TABLE book")).isEqualTo("The Dispossessed");
                assertThat(Sql.ask(third, "SELECT current_database()")).isEqualTo(database.name());
            }
            assertThat(database.jdbcUrl()).isNotEqualTo(other).contains(database.name(), database.password());
            assertThat(database.url()).startsWith("postgresql://" + database.name() + ":");
        }
    }

    @Test
    void theParametersOfATestAreOfOneDatabase() throws Exception {
        TestRun run = TestRun.of(Parameters.class);
        assertThat(run.outcomes().values()).containsExactly("");
        assertThat(run.reports()).isEmpty();
        Eventually.sees("the databases are dropped", "0", this::leased);
    }

    @FreshDatabase
    @Execution(ExecutionMode.CONCURRENT)
    static final class Methods {
        @RepeatedTest(20)
        void haveDatabasesOfTheirOwn(Connection connection) throws SQLException {
            Sql.run(connection, "CREATE TABLE mine ()");
            SEEN.add(Sql.ask(connection, "SELECT current_database()"));
        }
    }

    @FreshDatabase(lifecycle = Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static final class Sharing {
        Sharing(TestDatabase database) {
            SEEN.add(database.name());
        }

        @BeforeAll
        static void fill(TestDatabase database) throws SQLException {
            SEEN.add(database.name());
            try (Connection connection = database.connect()) {
                Sql.run(connection, "CREATE TABLE shared AS SELECT 42 AS answer");
            }
        }

        @Test
        void oneOfThem(Connection connection) throws SQLException {
            assertThat(Sql.ask(connection, "TABLE shared")).isEqualTo("42");
            SEEN.add(Sql.ask(connection, "SELECT current_database()"));
        }

        @Test
        void theOther(Connection connection) throws SQLException {
            oneOfThem(connection);
        }
    }

    @Test
    void eachMethodHasADatabaseOfItsOwn() throws Exception {
        assertThat(TestRun.of(Methods.class).outcomes().values()).hasSize(20).containsOnly("");
        assertThat(SEEN).hasSize(20).doesNotHaveDuplicates();
        Eventually.sees("the databases are dropped", "0", this::leased);
    }

    @Test
    void theMethodsOfAClassMayShareADatabase() throws Exception {
        assertThat(TestRun.of(Sharing.class).outcomes().values()).containsExactly("", "");
        assertThat(SEEN).hasSize(5);
        assertThat(SEEN.stream().distinct()).hasSize(1);
        Eventually.sees("the database is dropped", "0", this::leased);
    }

    static final class Library implements DatabaseSchema {
        static final AtomicInteger MADE = new AtomicInteger();

        @Override
        public List<String> resources() {
            return List.of("org/dayfly/junit/library.sql");
        }

        @Override
        public void create(DataSource database) throws SQLException {
            MADE.incrementAndGet();
            try (Connection connection = database.getConnection()) {
                Sql.run(connection, "CREATE TABLE book AS SELECT 'The Dispossessed' AS title");
            }
        }
    }

    @FreshDatabase(schema = Library.class)
    @Execution(ExecutionMode.CONCURRENT)
    static final class Readers {
        @RepeatedTest(10)
        void findTheBook(Connection connection) throws SQLException {
            assertThat(Sql.ask(connection, "SELECT title FROM book")).isEqualTo("The Dispossessed");
            Sql.run(connection, "DELETE FROM book");
        }
    }

    @Test
    void aSchemaIsMadeOnceAndCopied() {
        Library.MADE.set(0);
        assertThat(TestRun.of(Readers.class).outcomes().values()).hasSize(10).containsOnly("");
        assertThat(TestRun.of(Readers.class).outcomes().values()).hasSize(10).containsOnly("");
        assertThat(Library.MADE).hasValue(1);
    }

    @FreshDatabase(schema = Library.class)
    static final class LosingReaders {
        static final AtomicReference<ServedFolder> SERVED = new AtomicReference<>();

        @RepeatedTest(2)
        void findTheBookAndLoseTheSchema(Connection connection) throws Exception {
            assertThat(Sql.ask(connection, "SELECT title FROM book")).isEqualTo("The Dispossessed");
            LeaseRows schemas = RegistryProbe.on(
                            Objects.requireNonNull(SERVED.get()).cluster())
                    .all()
                    .leased()
                    .ofKeys("schema-");
            schemas.make().expired();
            Eventually.sees("the schema is gone", 0, schemas::count);
        }
    }

    @Test
    void aSchemaThatIsLostBetweenTestsIsMadeAgain() {
        Library.MADE.set(0);
        LosingReaders.SERVED.set(folder);
        assertThat(TestRun.of(LosingReaders.class).outcomes().values()).containsExactly("", "");
        assertThat(Library.MADE).hasValue(2);
    }

    static final class FailingOnce implements DatabaseSchema {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public List<String> resources() {
            return List.of();
        }

        @Override
        public void create(DataSource database) throws SQLException {
            try (Connection connection = database.getConnection()) {
                Sql.run(connection, "CREATE TABLE half ()");
                if (CALLS.incrementAndGet() == 1) {
                    throw new SQLException("no such migration");
                }
            }
        }
    }

    @FreshDatabase(schema = FailingOnce.class)
    static final class Unlucky {
        @Test
        void seesTheTable(Connection connection) throws SQLException {
            assertThat(Sql.ask(connection, "SELECT count(*) FROM half")).isEqualTo("0");
        }
    }

    @Test
    void aSchemaThatFailedIsMadeAgain() {
        FailingOnce.CALLS.set(0);
        assertThat(TestRun.of(Unlucky.class).outcomes().values())
                .singleElement()
                .asString()
                .contains("no such migration");
        assertThat(TestRun.of(Unlucky.class).outcomes().values()).containsExactly("");
    }

    @FreshDatabase(copyOf = "shop")
    static final class Copies {
        @Test
        void haveTheRows(Connection connection) throws SQLException {
            assertThat(Sql.ask(connection, "TABLE goods")).isEqualTo("tea");
        }
    }

    @Test
    void aTestMayHaveACopyOfAKey() throws Exception {
        try (Connection shop = proxy.connect("new.shop")) {
            Sql.run(shop, "CREATE TABLE goods AS SELECT 'tea' AS name");
        }
        assertThat(TestRun.of(Copies.class).outcomes().values()).containsExactly("");
    }

    @FreshDatabase
    static final class Failing {
        @Test
        void leavesADatabase(Connection connection) throws SQLException {
            Sql.run(connection, "CREATE TABLE evidence AS SELECT 'here' AS clue");
            fail("as it should");
        }
    }

    @Test
    void theDatabaseOfATestThatFailedIsKept() throws Exception {
        TestRun run = TestRun.of(Failing.class);
        Throwable failure = run.failure("leavesADatabase(Connection)");
        assertThat(failure).hasMessage("as it should");
        Map<String, String> report = run.reports().get(0);
        assertThat(report).containsEntry("test", "Failing.leavesADatabase");
        String url = report.getOrDefault("kept database", "").replace("psql ", "");
        assertThat(failure.getSuppressed()).singleElement().asString().contains(url);
        Eventually.sees(
                "the database is marked as kept",
                "Failing.leavesADatabase",
                () -> Sql.askIn(folder.cluster(), "dayfly", "SELECT note FROM registry.ls WHERE after = 'keep'"));
        try (Connection later = proxy.connect(url)) {
            assertThat(Sql.ask(later, "TABLE evidence")).isEqualTo("here");
        }
    }

    @FreshDatabase
    static final class Misplaced {
        Misplaced(DataSource database) {}

        @Test
        void neverRuns() {}
    }

    @Test
    void aConstructorNeedsADatabaseOfItsClass() {
        assertThat(TestRun.of(Misplaced.class).outcomes().values())
                .singleElement()
                .asString()
                .contains("a constructor has no test method", "lifecycle = Lifecycle.PER_CLASS");
    }
}
