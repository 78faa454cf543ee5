package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.Eventually;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** The registry's functions take locks in one order: the key, the count, rows. So no two hand-outs end in a deadlock. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class RegistryLocksTest {
    private static final String HAND_OUT =
            "SELECT outcome FROM registry.hand_out('dayfly_aaaaaaaaaa', 1, %s, false, NULL, %s,"
                    + " '192.0.2.1', 60, 60, %s, 0, %s, %s, 0, NULL, NULL, NULL)";
    private static final String RESERVE = "SELECT reserved FROM registry.reserve('dayfly_aaaaaaaaaa', 1, 10)";
    private static final String KEEP =
            "SELECT outcome FROM registry.keep('dayfly_aaaaaaaaaa', 1, NULL, 0, 'infinity', 0, 10, NULL, NULL)";

    private final DatabasesFixture setup;
    private final ExecutorService another = Executors.newSingleThreadExecutor();

    RegistryLocksTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        setup.probe.addWarm(new DatabaseName("dayfly_aaaaaaaaaa"), 1);
    }

    @AfterEach
    void close() throws SQLException {
        another.shutdown();
        setup.close();
    }

    private static String handOut(String key, String most, String mostOfClient, String prefix, String mostOfPrefix) {
        return HAND_OUT.formatted(key, most, mostOfClient, prefix, mostOfPrefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "client", "prefix"})
    void aHandOutWaitsForTheKeyBeforeItTakesTheCount(String limit) throws Exception {
        waits("key k", call(limit), "count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "client", "prefix"})
    void aHandOutWaitsForTheCountBeforeItLocksARow(String limit) throws Exception {
        waits("count", call(limit), "row");
    }

    @Test
    void aReservationWaitsForTheCountBeforeItLocksARow() throws Exception {
        waits("count", RESERVE, "row");
    }

    @Test
    void aWithdrawnReservationThatIsKeptWaitsForTheCountBeforeItLocksARow() throws Exception {
        waits("count", KEEP, "row");
    }

    private static String call(String limit) {
        return switch (limit) {
            case "all" -> handOut("'k'", "10", "0", "NULL", "0");
            case "client" -> handOut("'k'", "0", "10", "NULL", "0");
            default -> handOut("'k'", "0", "0", "'k'", "10");
        };
    }

    /** The call waits for one lock, and does not hold the later lock meanwhile. */
    private void waits(String awaited, String call, String later) throws Exception {
        try (Connection holder = setup.registry.connectToItself();
                Connection caller = setup.registry.connectToItself();
                Connection observer = setup.registry.connectToItself()) {
            Sql.run(holder, "SELECT pg_advisory_lock(hashtextextended('" + awaited + "', 0))");
            int pid = caller.unwrap(PGConnection.class).getBackendPID();
            Future<?> called = another.submit(() -> {
                Sql.run(caller, call);
                return true;
            });
            Eventually.sees(
                    "the call waits",
                    "t",
                    () -> Sql.ask(
                            observer,
                            "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = " + pid
                                    + " AND locktype = 'advisory' AND NOT granted)"));
            assertThat(later.equals("row") ? locksARow(observer) : locks(observer, later))
                    .as("the lock that comes later is free")
                    .isFalse();
            Sql.run(holder, "SELECT pg_advisory_unlock_all()");
            called.get();
        }
    }

    /** Whether a session holds the advisory lock of a word. */
    private static boolean locks(Connection observer, String word) throws SQLException {
        boolean free = Sql.ask(observer, "SELECT pg_try_advisory_lock(hashtextextended('" + word + "', 0))")
                .equals("t");
        Sql.run(observer, "SELECT pg_advisory_unlock_all()");
        return !free;
    }

    private static boolean locksARow(Connection observer) throws SQLException {
        return Sql.ask(observer, "SELECT name FROM registry.lease FOR UPDATE SKIP LOCKED")
                .equals("no row");
    }
}
