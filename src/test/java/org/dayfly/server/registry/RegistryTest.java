package org.dayfly.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.server.EveryServer;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class RegistryTest {
    private final TestedServer server;

    RegistryTest(TestedServer server) throws SQLException {
        this.server = server;
        server.sql("postgres", "DROP DATABASE IF EXISTS dayfly WITH (FORCE)");
    }

    private String password(Registry registry) {
        return registry.credentials().password("dayfly_aaaaaaaaaa").value();
    }

    @Test
    void severalProxiesThatStartAtOnceShareOneRegistry() throws Exception {
        ExecutorService proxies = Executors.newFixedThreadPool(4);
        List<Future<String>> passwords = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            passwords.add(proxies.submit(() -> {
                try (Registry registry = Registry.open(server.cluster())) {
                    return password(registry);
                }
            }));
        }
        List<String> seen = new ArrayList<>();
        for (Future<String> password : passwords) {
            seen.add(password.get());
        }
        proxies.shutdown();
        assertThat(seen).hasSize(4).containsOnly(seen.get(0));
        assertThat(server.ask("dayfly", "SELECT count(*) FROM registry.installation"))
                .isEqualTo("1");
    }

    @Test
    void everyInstallationHasASecretOfItsOwn() throws SQLException {
        String first;
        try (Registry registry = Registry.open(server.cluster())) {
            first = password(registry);
        }
        server.sql("postgres", "DROP DATABASE dayfly WITH (FORCE)");
        try (Registry registry = Registry.open(server.cluster())) {
            assertThat(password(registry)).isNotEqualTo(first);
        }
    }

    @Test
    void anInterruptedStartIsCompleted() throws SQLException {
        server.sql(
                "postgres",
                "CREATE DATABASE dayfly OWNER " + server.cluster().maintenanceRole() + " ALLOW_CONNECTIONS false");
        Registry.open(server.cluster()).close();
        assertNobodyElseMayConnect();
    }

    @Test
    void nobodyElseMayConnect() throws SQLException {
        Registry.open(server.cluster()).close();
        assertNobodyElseMayConnect();
    }

    private void assertNobodyElseMayConnect() throws SQLException {
        assertThat(server.ask("postgres", "SELECT has_database_privilege('pg_monitor', 'dayfly', 'CONNECT')"))
                .isEqualTo("f");
    }

    @Test
    void theRoleOfSealedObjectsIsMadeAndARoleOfAnotherOwnerIsRefused() throws SQLException {
        server.sql("postgres", "ALTER ROLE dayfly_sealed RENAME TO aside");
        try {
            Registry.open(server.cluster()).close();
            assertThat(server.ask("postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'dayfly_sealed'"))
                    .isEqualTo("f");
            Registry.open(server.cluster()).close();
            server.sql("postgres", "DROP ROLE dayfly_sealed; CREATE ROLE dayfly_sealed");
            if (server.cluster().maintenanceRole().equals(EveryServer.MAKER)) {
                assertThatThrownBy(() -> Registry.open(server.cluster()))
                        .isInstanceOf(UnusableServerException.class)
                        .hasMessage("role \"dayfly_sealed\" is not dayfly's own; as a superuser, run:"
                                + " GRANT dayfly_sealed TO \"maker\""
                                + (server.major() < 16 ? "" : " WITH SET TRUE, INHERIT TRUE") + ";");
            }
        } finally {
            server.sql("postgres", "DROP ROLE dayfly_sealed; ALTER ROLE aside RENAME TO dayfly_sealed");
        }
    }

    @Test
    void aRegistryOfANewerDayflyIsRefused() throws SQLException {
        Registry.open(server.cluster()).close();
        server.sql("dayfly", "INSERT INTO registry.schema_version (version) VALUES (1000)");
        assertThatThrownBy(() -> Registry.open(server.cluster()))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageStartingWith("the registry was written by a newer dayfly");
    }

    @Test
    void aHandOutIsDurableEvenIfTheServersCommitsAreNot() throws SQLException {
        server.sql("postgres", "ALTER ROLE " + server.cluster().maintenanceRole() + " SET synchronous_commit = off");
        try (Registry registry = Registry.open(server.cluster())) {
            Query<String> setting = new Query<>("SHOW synchronous_commit", row -> row.getString(1));
            List<String> answer = registry.pool().with(setting::all);
            assertThat(answer).containsExactly("on");
        } finally {
            server.sql("postgres", "ALTER ROLE " + server.cluster().maintenanceRole() + " RESET ALL");
        }
    }

    @Test
    void aDatabaseThatAnAdministratorMadeIsClosedToEverybodyElse() throws SQLException {
        server.sql(
                "postgres", "CREATE DATABASE dayfly OWNER " + server.cluster().maintenanceRole());
        Registry.open(server.cluster()).close();
        assertNobodyElseMayConnect();
    }

    @Test
    void aDatabaseOfAnotherOwnerIsRefusedWithTheStatementThatRepairsIt() throws SQLException {
        server.sql("postgres", "CREATE DATABASE dayfly");
        assertThatThrownBy(() -> Registry.open(server.cluster()))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageContaining("belongs to role \"" + server.admin().maintenanceRole() + "\"")
                .hasMessageEndingWith("run: ALTER DATABASE dayfly OWNER TO "
                        + server.cluster().maintenanceRole() + ";");
        server.sql(
                "postgres", "ALTER DATABASE dayfly OWNER TO " + server.cluster().maintenanceRole());
        Registry.open(server.cluster()).close();
        assertNobodyElseMayConnect();
    }

    @Test
    void aSchemaOfAnotherOwnerIsRefused() throws SQLException {
        server.sql(
                "postgres", "CREATE DATABASE dayfly OWNER " + server.cluster().maintenanceRole());
        server.sql("dayfly", "CREATE SCHEMA registry");
        assertThatThrownBy(() -> Registry.open(server.cluster()))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageStartingWith("schema registry in database \"dayfly\" belongs to another role");
    }
}
