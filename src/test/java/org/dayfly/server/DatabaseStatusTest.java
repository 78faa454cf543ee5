package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.NameOrKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What an administrator sees of the databases, in {@link Administration} and in the view. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class DatabaseStatusTest {
    private static final DatabaseName UNKNOWN = new DatabaseName("dayfly_unknownunknown");
    private static final Key SHOP = new Key("shop");

    private final TestedServer server;
    private final DatabasesFixture setup;
    private final Administration administration;

    DatabaseStatusTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
        administration = new Administration(setup.registry);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private CopiedDatabase family() throws SQLException {
        return CopiedDatabase.make(setup, SHOP);
    }

    private static NameOrKey called(String text) {
        return NameOrKey.parse(text).orElseThrow();
    }

    private DatabaseName made() {
        return setup.databases().make(DatabasesFixture.ANY).name();
    }

    @Test
    void listsTheDatabasesOldestFirst() throws Exception {
        assertThat(administration.ls()).isEmpty();
        Request request = new Request(
                Optional.of(InetAddress.getByName("10.1.2.3")), Optional.empty(), Optional.empty(), Optional.empty());
        DatabaseName elder = setup.databases().make(request).name();
        DatabaseName younger = made();
        try (Connection session = setup.session(elder)) {
            assertThat(session.isValid(5)).isTrue();
            assertThat(administration.ls()).extracting(DatabaseStatus::name).containsExactly(elder, younger);
            DatabaseStatus status = administration.show(elder);
            assertThat(status.state()).isEqualTo(DatabaseState.LEASED);
            assertThat(status.provenance().client()).contains("10.1.2.3");
            assertThat(status.usage().sessions()).isEqualTo(1);
            assertThat(status.usage().opened()).isEqualTo(1);
            assertThat(status.reason()).isEmpty();
            assertThat(status.lifetime().idle()).contains(Duration.ofMinutes(10));
            assertThat(status.lifetime().left().orElseThrow())
                    .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
            assertThat(status.lifetime().pinned()).isFalse();
        }
        assertThat(administration.show(younger).provenance().client()).isEmpty();
    }

    @Test
    void showsTheKeyTheSourceAndTheSizeOfADatabase() throws SQLException {
        CopiedDatabase family = family();
        DatabaseStatus shared = administration.show(family.shared());
        assertThat(shared.provenance())
                .isEqualTo(new Provenance(
                        "database",
                        Optional.of(SHOP),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(shared.usage().size().orElseThrow())
                .isEqualTo(Long.parseLong(setup.ask("SELECT pg_database_size('%s')".formatted(family.shared()))));
        DatabaseStatus snapshot = administration.show(family.snapshot());
        assertThat(snapshot.state()).isEqualTo(DatabaseState.SEALED);
        assertThat(snapshot.provenance())
                .isEqualTo(new Provenance(
                        "snapshot",
                        Optional.empty(),
                        Optional.of("shop"),
                        Optional.of(family.shared()),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(snapshot.usage().size().orElseThrow()).isPositive();
        assertThat(snapshot.lifetime().left()).isEmpty();
        assertThat(administration.show(family.copy()).provenance())
                .isEqualTo(new Provenance(
                        "database",
                        Optional.empty(),
                        Optional.of("shop"),
                        Optional.of(family.snapshot()),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(administration.ls())
                .extracting(DatabaseStatus::name)
                .containsExactly(family.shared(), family.copy(), family.snapshot());
    }

    @Test
    void aDatabaseWhoseSizeIsUnknownIsListed() throws SQLException {
        DatabaseName closed = made();
        server.sql("postgres", "REVOKE ALL ON DATABASE %1$s FROM %1$s".formatted(closed));
        setup.probe.addUnfinished(UNKNOWN);
        assertThat(administration.ls())
                .extracting(DatabaseStatus::name, it -> it.usage().size())
                .containsExactly(tuple(closed, Optional.empty()), tuple(UNKNOWN, Optional.empty()));
    }

    @Test
    void findsTheDatabaseInServiceByItsKey() throws SQLException {
        DatabaseName name = setup.databases().share(SHOP, DatabasesFixture.ANY).name();
        assertThat(administration.find(called("SHOP"))).isEqualTo(name);
        setup.probe.of(name).make().pinned(); // so that the reaper does not drop it
        DatabaseName newer = setup.databases().reset(SHOP, DatabasesFixture.ANY).name();
        assertThat(administration.find(called("shop"))).isEqualTo(newer).isNotEqualTo(name);
        setup.probe.addUnfinished(UNKNOWN, SHOP);
        assertThat(administration.find(called("shop"))).isEqualTo(newer);
        assertThat(administration.find(called(newer.value()))).isEqualTo(newer);
    }

    @Test
    void findsATemplateByItsName() throws SQLException {
        CopiedDatabase family = family();
        assertThat(administration.find(called("shop"))).isEqualTo(family.shared());
        setup.probe.all().snapshots().make().templates("market");
        assertThat(administration.find(called("market"))).isEqualTo(family.snapshot());
        AdministrationTest.assertRefused(
                () -> administration.find(called("mall")),
                "there is no database or template \"mall\"",
                "dayfly ls lists all databases");
    }

    @Test
    void theViewShowsTheSameAndEachColumnHasAComment() throws SQLException {
        CopiedDatabase family = family();
        assertThat(setup.ask("""
                        SELECT string_agg(concat_ws(' ', kind, key, source, state, sessions, size > 7000000, age < '1 min',
                                                    time_left BETWEEN '29 min' AND '30 min'), ', ') FROM registry.ls"""))
                .isEqualTo("database shop leased 0 t t t, database shop leased 0 t t t, snapshot shop sealed 0 t t");
        assertThat(setup.ask("SELECT name FROM registry.ls WHERE key = 'shop'"))
                .isEqualTo(family.shared().value());
        assertThat(setup.ask("""
                        SELECT string_agg(attname, ' ') FROM pg_attribute
                        WHERE attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL
                          AND attrelid = 'registry.lease'::regclass""")).isEqualTo("null");
    }

    @Test
    void theViewsForAdministratorsHaveTheirColumnsAndEachHasAComment() throws SQLException {
        assertThat(setup.ask("""
                        SELECT string_agg(relname || ': ' || columns || coalesce(', not explained: ' || obscure, ''), '; '
                                          ORDER BY relname)
                        FROM (SELECT relname, string_agg(attname, ' ' ORDER BY attnum) AS columns,
                                     string_agg(attname, ' ') FILTER (
                                         WHERE coalesce(col_description(attrelid, attnum), '') = ''
                                               OR coalesce(obj_description(c.oid, 'pg_class'), '') = '') AS obscure
                              FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
                              WHERE relnamespace = 'registry'::regnamespace AND relkind = 'v' AND attnum > 0
                                    AND relname IN ('ls', 'servers', 'proxies', 'statements')
                              GROUP BY relname) AS views""")).isEqualTo("""
                        ls: name kind key source state sessions size age time_left unused note after; \
                        proxies: address version since seen alive; \
                        servers: tag here version state databases whole_servers sessions warm snapshots templates \
                        reclaiming proxies started keys; \
                        statements: name pid role application state since statement""");
    }

    @Test
    void theViewsShowTheServersAndTheStatements() throws Exception {
        CopiedDatabase family = family();
        try (Connection session = setup.session(family.copy())) {
            Sql.run(session, "SELECT 1 AS first");
            assertThat(setup.ask("SELECT to_jsonb(v) FROM registry.servers AS v"))
                    .contains(
                            "\"here\": true",
                            "\"state\": \"in use\"",
                            "\"databases\": 2",
                            "\"sessions\": 1",
                            "\"snapshots\": 1",
                            "\"keys\": 0");
            assertThat(setup.ask("SELECT concat_ws(' ', name, role, state, statement) FROM registry.statements"))
                    .isEqualTo(family.copy() + " " + family.copy() + " idle SELECT 1 AS first");
            administration.drain(true);
            assertThat(setup.ask("SELECT state FROM registry.servers")).isEqualTo("draining");
            administration.drain(false);
        }
    }
}
