package org.dayfly.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Set;
import org.dayfly.database.DatabaseName;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.StartupParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's name alone decides where a session leads. */
final class RouteTest {
    private static Route route(String user) {
        return Route.of(StartupParameters.of(Map.of("user", user, "database", "whatever")), Set.of("admin", "dba"));
    }

    @Test
    void newIsAFreshDatabaseWhateverDatabaseIsNamed() {
        assertThat(route("new")).isEqualTo(new Route.Fresh());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dayfly_abcdefghij", "dayfly_234567abcd", "dayfly_abcdefghijklmnop"})
    void anIssuedRoleIsItsDatabase(String user) {
        assertThat(route(user)).isEqualTo(new Route.Known(new DatabaseName(user)));
    }

    @Test
    void aMaintenanceRoleIsTheRegistry() {
        assertThat(route("admin")).isEqualTo(new Route.Maintenance("admin"));
        assertThat(route("dba")).isEqualTo(new Route.Maintenance("dba"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NEW",
                "New",
                "newton",
                "new ",
                " new",
                "ne",
                "postgres",
                "Admin",
                "dayfly",
                "dayfly_",
                "dayfly_abc",
                "dayfly_ABCDEFGHIJ",
                "dayfly_abcdefghi1",
                "dayfly_abcdefghi\n",
                "x_dayfly_abcdefghij",
                "\u00ff"
            })
    void anyOtherNameIsRefusedWithTheGrammarAsHint(String user) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> route(user))
                .satisfies(error -> {
                    assertThat(error.sqlState()).isEqualTo("28000");
                    assertThat(error.hint()).contains("\"new\"", "dayfly_");
                });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void noNameIsRefusedAsByPostgres(@Nullable String user) {
        StartupParameters parameters =
                StartupParameters.of(user == null ? Map.of("database", "new") : Map.of("user", user));
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> Route.of(parameters, Set.of()))
                .withMessage("no PostgreSQL user name specified in startup packet")
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("28000"));
    }

    @Test
    void aNameIsShownAsItsPersonWroteIt() {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> route("J\u00c3\u00bcrgen"))
                .withMessageContaining("Jürgen");
    }
}
