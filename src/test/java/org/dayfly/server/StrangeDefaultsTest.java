package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.Sql;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** dayfly's own sessions have their own settings, whatever the defaults of the server, the database and the role. */
@ParameterizedClass
@ArgumentsSource(AllServers.class)
class StrangeDefaultsTest {
    /** A setting, its strange default, and the value that a maintenance session must have. */
    private record Setting(String name, String strange, String own, int since) {
        Setting(String name, String strange, String own) {
            this(name, strange, own, 14);
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            new Setting("default_transaction_isolation", "serializable", "read committed"),
            new Setting("default_transaction_read_only", "on", "off"),
            new Setting("default_transaction_deferrable", "on", "off"),
            new Setting("synchronous_commit", "off", "on"),
            new Setting("statement_timeout", "1ms", "0"),
            new Setting("lock_timeout", "1ms", "10s"),
            new Setting("idle_in_transaction_session_timeout", "1ms", "0"),
            new Setting("idle_session_timeout", "1ms", "0"),
            new Setting("transaction_timeout", "1ms", "0", 17),
            new Setting("DateStyle", "SQL, DMY", "ISO, MDY"),
            new Setting("IntervalStyle", "sql_standard", "postgres"),
            new Setting("client_encoding", "LATIN1", "UTF8"),
            new Setting("standard_conforming_strings", "off", "on"),
            new Setting("row_security", "off", "on"),
            new Setting("default_tablespace", "pg_default", ""),
            new Setting("search_path", "nowhere", "pg_catalog"));

    private static final int AT_ONCE = 16;

    private final TestedServer server;

    StrangeDefaultsTest(TestedServer server) throws SQLException {
        this.server = server;
        new DatabasesFixture(server).close(); // so that the registry's database exists
        for (Setting each : known()) {
            String set = " SET " + each.name() + " = " + value(each);
            server.sql("postgres", "ALTER ROLE " + role() + set);
            server.sql("postgres", "ALTER DATABASE dayfly" + set);
            server.sql("postgres", "ALTER DATABASE template1" + set);
        }
    }

    private static String value(Setting setting) {
        return setting.name().equals("DateStyle") ? setting.strange() : "'" + setting.strange() + "'";
    }

    private List<Setting> known() {
        return SETTINGS.stream().filter(it -> server.major() >= it.since()).toList();
    }

    private String role() {
        return server.cluster().maintenanceRole();
    }

    @AfterEach
    void putBack() throws SQLException {
        Sql.run(
                server.admin(),
                "ALTER ROLE " + role() + " RESET ALL",
                "ALTER DATABASE template1 RESET ALL",
                "DROP DATABASE dayfly WITH (FORCE)");
    }

    @Test
    void maintenanceSessionsHaveTheirOwnSettings() throws SQLException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        try (Registry registry = Registry.open(server.cluster())) {
            for (Setting each : known()) {
                expected.put(each.name(), each.own());
                Query<String> show = new Query<>("SHOW " + each.name(), row -> row.getString(1));
                found.put(each.name(), registry.pool().with(show::first).orElseThrow());
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void databasesAreMadeHandedOutJoinedAndDropped() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (DatabasesFixture setup = new DatabasesFixture(server)) {
            DatabasesInTurn databases = setup.databases();
            Key key = new Key("shared");
            List<Future<Lease>> leases = new ArrayList<>();
            for (int i = 0; i < AT_ONCE * 4; i++) {
                boolean shared = i % 2 == 0;
                leases.add(clients.submit(() ->
                        shared ? databases.share(key, DatabasesFixture.ANY) : databases.make(DatabasesFixture.ANY)));
            }
            for (Future<Lease> lease : leases) {
                lease.get();
            }
            assertThat(setup.probe.all().ofKey(key).opened()).isEqualTo(AT_ONCE * 2);
            setup.probe.all().make().expired();
            setup.reaper.tick();
            assertThat(setup.probe.all().names()).isEmpty();
        } finally {
            clients.shutdown();
        }
    }
}
