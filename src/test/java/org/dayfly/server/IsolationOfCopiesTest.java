package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What the owner of a copy can't do to the source, to other copies and to their roles. */
@ParameterizedClass
@ArgumentsSource(Families.class)
class IsolationOfCopiesTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";

    private final Family family;
    private final Map<Connection, DatabaseName> sessions;

    IsolationOfCopiesTest(Family family) {
        this.family = family;
        sessions = Map.of(family.inCopy(), family.copy, family.inGrandchild(), family.grandchild);
    }

    @Test
    void theRoleOfACopyIsAMemberOfNoRole() throws SQLException {
        for (Connection session : sessions.keySet()) {
            assertThat(Sql.ask(session, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"))
                    .isEqualTo("0");
        }
    }

    @Test
    void theOwnerOfACopyCannotConnectToAnotherDatabase() {
        for (DatabaseName mine : sessions.values()) {
            for (DatabaseName other : others(mine)) {
                boolean sealed = other.equals(family.sealed) || other.equals(family.sealedParent);
                assertThatThrownBy(() -> family.session(mine, other))
                        .as("%s to %s", mine, other)
                        .hasFieldOrPropertyWithValue(
                                "SQLState", sealed ? OBJECT_NOT_IN_PREREQUISITE_STATE : INSUFFICIENT_PRIVILEGE);
            }
        }
    }

    @Test
    void noOtherDatabaseCanBeChangedOrDropped() {
        sessions.forEach((session, mine) -> {
            for (DatabaseName other : others(mine)) {
                for (String sql : List.of(
                        "ALTER DATABASE %s CONNECTION LIMIT 3",
                        "ALTER DATABASE %s ALLOW_CONNECTIONS true",
                        "ALTER DATABASE %s SET work_mem = '1MB'",
                        "ALTER DATABASE %s RENAME TO mine",
                        "ALTER DATABASE %s OWNER TO CURRENT_USER",
                        "COMMENT ON DATABASE %s IS 'mine'",
                        "DROP DATABASE %s",
                        "CREATE DATABASE mine TEMPLATE %s")) {
                    refused(session, sql.formatted(other));
                }
            }
        });
    }

    @Test
    void theOwnerOfACopyCannotGrantItselfTheRightToConnect() throws SQLException {
        for (Map.Entry<Connection, DatabaseName> mine : sessions.entrySet()) {
            for (DatabaseName other : others(mine.getValue())) {
                try {
                    Sql.run(mine.getKey(), "GRANT CONNECT ON DATABASE %s TO CURRENT_USER".formatted(other));
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE);
                }
                assertThat(Sql.ask(mine.getKey(), "SELECT has_database_privilege('%s', 'CONNECT')".formatted(other)))
                        .isEqualTo("f");
            }
        }
    }

    @Test
    void noOtherRoleCanBeUsed() {
        sessions.forEach((session, mine) -> {
            for (DatabaseName other : List.of(family.source, family.parent)) {
                for (String sql : List.of(
                        "SET ROLE %s",
                        "GRANT %s TO CURRENT_USER",
                        "ALTER ROLE %s SET work_mem = '1MB'",
                        "ALTER ROLE %s PASSWORD 'y'",
                        "REASSIGN OWNED BY %s TO CURRENT_USER",
                        "DROP OWNED BY %s",
                        "DROP ROLE %s")) {
                    refused(session, sql.formatted(other));
                }
            }
            assertThatThrownBy(() -> Sql.run(session, "ALTER ROLE pg_database_owner SET work_mem = '1MB'"))
                    .hasMessageContaining("reserved");
        });
    }

    @Test
    void theOwnerOfACopyNeitherSeesNorSignalsOtherSessions() throws SQLException {
        try (Connection source = family.session(family.source);
                Connection parent = family.session(family.parent)) {
            for (Connection other : List.of(source, parent)) {
                String pid = Sql.ask(other, "SELECT pg_backend_pid() AS secret");
                for (Connection session : sessions.keySet()) {
                    assertThat(Sql.ask(session, "SELECT query FROM pg_stat_activity WHERE pid = " + pid))
                            .isEqualTo("<insufficient privilege>");
                    refused(session, "SELECT pg_cancel_backend(" + pid + ")");
                    refused(session, "SELECT pg_terminate_backend(" + pid + ")");
                }
            }
        }
    }

    private List<DatabaseName> others(DatabaseName mine) {
        return List.of(family.source, family.sealed, family.copy, family.parent, family.sealedParent, family.grandchild)
                .stream()
                .filter(name -> !name.equals(mine))
                .toList();
    }

    private static void refused(Connection session, String sql) {
        assertThatThrownBy(() -> Sql.run(session, sql))
                .as(sql)
                .hasFieldOrPropertyWithValue("SQLState", INSUFFICIENT_PRIVILEGE);
    }
}
