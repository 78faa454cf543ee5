package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dayfly.Eventually;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.postgresql.PGConnection;

/**
 * The registry's functions lock the rows that they wait for before the rows that may give way, and the count before any
 * row.
 */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class RowLocksTest {
    private static final String WARM = "dayfly_aaaaaaaaaa";
    private static final String OF_THE_KEY = "dayfly_kkkkkkkkkk";

    /** The database that gives way, because it has been at rest longest. */
    private static final String AT_REST = "dayfly_rrrrrrrrrr";

    private static final Query<Boolean> WAITS =
            new Query<>("SELECT true FROM pg_locks WHERE pid = ? AND NOT granted LIMIT 1", row -> true);
    private static final Query<Boolean> LOCKS_IF_FREE =
            new Query<>("SELECT true FROM registry.lease WHERE name = ? FOR UPDATE SKIP LOCKED", row -> true);

    private final DatabasesFixture setup;
    private final ExecutorService another = Executors.newSingleThreadExecutor();
    private final Connection holder;
    private final Connection caller;
    private final Connection observer;

    RowLocksTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        setup.sql("INSERT INTO registry.lease (name, state, keeper, expires_at) VALUES ('" + WARM
                + "', 'warm', 1, 'infinity')");
        leased(OF_THE_KEY, "'k'");
        leased(AT_REST, "NULL");
        holder = setup.registry.connectToItself();
        caller = setup.registry.connectToItself();
        observer = setup.registry.connectToItself();
    }

    @AfterEach
    void close() throws SQLException {
        another.shutdownNow();
        for (Connection each : new Connection[] {holder, caller, observer}) {
            each.close();
        }
        setup.close();
    }

    private void leased(String name, String key) throws SQLException {
        setup.sql("INSERT INTO registry.lease (name, state, key, expires_at, leased_at, resting_since)"
                + " VALUES ('%s', 'leased', %s, 'infinity', now(), now())".formatted(name, key));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Calls a function, and returns when the call waits for a lock. */
    private Future<String> waiting(String call) throws Exception {
        int pid = caller.unwrap(PGConnection.class).getBackendPID();
        Future<String> called = another.submit(
                () -> new Query<>(call, row -> row.getString(1)).first(caller).orElseThrow());
        Eventually.holds("the call waits", () -> WAITS.first(observer, pid).isPresent());
        return called;
    }

    private void hold(String sql) throws SQLException {
        run(holder, "BEGIN");
        run(holder, sql);
    }

    private static String lock(String name) {
        return "SELECT FROM registry.lease WHERE name = '" + name + "' FOR UPDATE";
    }

    private static String handOut(int most) {
        return "SELECT outcome FROM registry.hand_out('%s', 1, 'k', true, '%s', %d, NULL, 60, 60, 0, 0, NULL, 0, 0, NULL, NULL, NULL)"
                .formatted(WARM, OF_THE_KEY, most);
    }

    @Test
    void aHandOutWaitsForTheDatabaseOfItsKeyBeforeItLocksOneThatGivesWay() throws Exception {
        hold(lock(OF_THE_KEY));
        Future<String> handedOut = waiting(handOut(1));
        assertThat(LOCKS_IF_FREE.first(observer, AT_REST)).isPresent();
        // In the other order this would be a deadlock.
        run(holder, lock(AT_REST));
        run(holder, "COMMIT");
        assertThat(handedOut.get(10, TimeUnit.SECONDS)).isEqualTo("fresh");
    }

    @Test
    void aReservationWaitsForItsDatabaseBeforeItLocksOneThatGivesWay() throws Exception {
        // Below 50 databases no hand-out is committed ahead while all places are taken.
        for (int i = 10; i < 58; i++) {
            leased("dayfly_" + letters(i), "NULL");
        }
        hold(lock(WARM));
        Future<String> reserved = waiting("SELECT reserved FROM registry.reserve('" + WARM + "', 1, 50)");
        assertThat(LOCKS_IF_FREE.first(observer, AT_REST)).isPresent();
        run(holder, "COMMIT");
        assertThat(reserved.get(10, TimeUnit.SECONDS)).isEqualTo("t");
    }

    private static String letters(int number) {
        return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26) + "rrrrrrrr";
    }

    @Test
    void aReservationThatIsJustWithdrawnIsAskedForAgainBecauseTheCountComesBeforeItsRow() throws Exception {
        setup.sql("UPDATE registry.lease SET state = 'reserved' WHERE name = '" + WARM + "'");
        run(observer, "SELECT pg_advisory_lock(hashtextextended('count', 0))");
        hold("UPDATE registry.lease SET state = 'warm' WHERE name = '" + WARM + "'");
        String keep = "SELECT outcome FROM registry.keep('" + WARM + "', 1, NULL, 0, 'infinity', 0, 10, NULL, NULL)";
        Future<String> kept = waiting(keep);
        run(holder, "COMMIT");
        assertThatThrownBy(() -> kept.get(10, TimeUnit.SECONDS))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("40001"));
        run(observer, "SELECT pg_advisory_unlock_all()");
        assertThat(new Query<>(keep, row -> row.getString(1)).first(caller)).contains("kept");
    }
}
