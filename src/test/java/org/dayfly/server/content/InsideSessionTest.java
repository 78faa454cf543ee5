package org.dayfly.server.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.Eventually;
import org.dayfly.Sql;
import org.dayfly.server.Administration;
import org.dayfly.server.DatabasesFixture;
import org.dayfly.server.DatabasesInTurn;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A session that looks at a database changes nothing there, has no rights but the owner's, and is in nobody's way. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class InsideSessionTest {
    private static final Key SHOP = new Key("shop");

    private final DatabasesFixture setup;
    private final DatabasesInTurn databases;
    private final DatabaseName name;

    InsideSessionTest(TestedServer server) throws SQLException {
        setup = new DatabasesFixture(server);
        databases = setup.databases();
        name = databases.share(SHOP, DatabasesFixture.ANY).name();
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private Connection look() throws SQLException {
        return InsideSession.open(setup.registry, name, Effort.LOOK);
    }

    @Test
    void isASessionOfTheOwnerThatWritesNothing() throws SQLException {
        try (Connection session = look()) {
            assertThat(Sql.ask(session, "SELECT session_user")).isEqualTo(name.value());
            assertThat(Sql.ask(session, "SHOW search_path")).isEqualTo("pg_catalog");
            assertThatThrownBy(() -> Sql.run(session, "CREATE TABLE public.item ()"))
                    .hasMessageContaining("read-only transaction");
            assertThatThrownBy(() -> Sql.run(session, "SELECT pg_sleep(9)")).hasMessageContaining("statement timeout");
        }
    }

    @Test
    void isNoSessionOfAClient() throws SQLException {
        try (Connection session = look()) {
            assertThat(new Administration(setup.registry).show(name).usage().sessions())
                    .isZero();
            assertThat(setup.ask("SELECT count(*) FROM registry.statements")).isEqualTo("0");
            assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void delaysNoSnapshot() throws SQLException {
        try (Connection session = look()) {
            databases.rest(name, Duration.ZERO);
            long begun = System.nanoTime();
            databases.make(new Request(Optional.empty(), Optional.of(SHOP), Optional.empty(), Optional.empty()));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            assertThatThrownBy(() -> Sql.ask(session, "SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    /** Locks make the look long enough for the snapshot. */
    @Test
    void aLookThatASnapshotEndsIsRepeated() throws Exception {
        try (Connection owner = setup.session(name)) {
            Sql.run(owner, "BEGIN");
            for (int i = 0; i < 20; i++) {
                Sql.run(owner, "CREATE TABLE item_" + i + " ()");
            }
            Sql.run(owner, "COMMIT", "BEGIN");
            for (int i = 0; i < 20; i++) {
                Sql.run(owner, "LOCK TABLE item_" + i);
            }
            DatabaseContents contents = new Administration(setup.registry).contents();
            CompletableFuture<DatabaseContent> content = CompletableFuture.supplyAsync(() -> contents.of(name));
            Eventually.holds(
                    "a session looks at the database",
                    () -> setup.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + name
                                    + "' AND application_name = 'dayfly: kept'")
                            .equals("1"));
            setup.ask("SELECT registry.end_kept('" + name + "')");
            assertThat(content.join().tables()).hasSize(20);
        }
    }

    @Test
    void readsADatabaseOfARoleWithoutRights() throws SQLException {
        DatabaseContents contents = new Administration(setup.registry).contents();
        DatabaseContent content = contents.of(name);
        assertThat(content.tables()).isEmpty();
        assertThat(content.statements()).isEmpty();
        assertThat(content.queries()).isEmpty();
        assertThat(contents.shape(name).differences(contents.shape(name))).isEmpty();
    }
}
