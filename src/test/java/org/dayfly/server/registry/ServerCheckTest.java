package org.dayfly.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.Sql;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class ServerCheckTest {
    private final TestedServer server;

    ServerCheckTest(TestedServer server) {
        this.server = server;
    }

    private ServerCheck asRole(String attributes) throws SQLException {
        server.sql("postgres", "CREATE ROLE \"Weak one\" " + attributes);
        try (Connection connection = server.admin().connect("postgres")) {
            Sql.run(connection, "SET ROLE \"Weak one\"");
            return ServerCheck.of(connection, "db1:5432");
        } finally {
            server.sql("postgres", "DROP ROLE \"Weak one\"");
        }
    }

    @Test
    void namesTheSqlThatGivesARoleItsMissingRights() {
        assertThatThrownBy(() -> asRole("CREATEDB"))
                .isInstanceOf(UnusableServerException.class)
                .hasMessage("role \"Weak one\" may not make and drop databases on db1:5432;"
                        + " as a superuser, run: ALTER ROLE \"Weak one\" CREATEROLE;");
        assertThatThrownBy(() -> asRole("")).hasMessageEndingWith("ALTER ROLE \"Weak one\" CREATEDB CREATEROLE;");
    }

    @Test
    void acceptsASuperuserAndARoleWithBothAttributes() throws SQLException {
        assertThat(asRole("SUPERUSER NOCREATEDB").superuser()).isTrue();
        assertThat(asRole("CREATEDB CREATEROLE").superuser()).isFalse();
    }

    @Test
    void requiresTheAttributeInheritBeforePostgresql16() throws SQLException {
        if (server.major() >= 16) {
            assertThat(asRole("CREATEDB CREATEROLE NOINHERIT").grantsTakeOptions())
                    .isTrue();
        } else {
            assertThatThrownBy(() -> asRole("CREATEDB CREATEROLE NOINHERIT")).hasMessageEndingWith("INHERIT;");
        }
    }

    @Test
    void refusesAServerThatIsTooOld() {
        assertThatThrownBy(() -> ServerCheck.refuseTooOld(130023, "13.23", "db1:5432"))
                .isInstanceOf(UnusableServerException.class)
                .hasMessage("db1:5432 runs PostgreSQL 13.23; dayfly needs 14 or later");
    }
}
