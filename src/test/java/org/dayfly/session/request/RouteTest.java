package org.dayfly.session.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user name alone decides the route of a session. */
final class RouteTest {
    private static Route route(String user) {
        return Route.of(StartupParameters.of(Map.of("user", user, "database", "whatever")), Set.of("admin", "dba"));
    }

    @Test
    void newMeansAFreshDatabaseWhateverDatabaseIsNamed() {
        assertThat(route("new")).isEqualTo(new Route.Fresh(Optional.empty()));
    }

    private static Key key(String value) {
        return new Key(value);
    }

    @Test
    void aKeyMeansASharedDatabase() {
        assertThat(route("new.shop")).isEqualTo(new Route.Shared(key("shop"), Optional.empty()));
        assertThat(route("copy.shop.mine")).isEqualTo(new Route.Shared(key("mine"), Optional.of(key("shop"))));
        assertThat(route("reset.shop")).isEqualTo(new Route.Reset(key("shop")));
    }

    @Test
    void aSourceAloneMeansAFreshCopy() {
        assertThat(route("copy.shop")).isEqualTo(new Route.Fresh(Optional.of(key("shop"))));
    }

    @Test
    void keysAreFoldedToLowerCase() {
        assertThat(route("new.Shop_9-A")).isEqualTo(new Route.Shared(key("shop_9-a"), Optional.empty()));
        assertThat(route("copy.SHOP")).isEqualTo(route("copy.shop"));
    }

    @Test
    void aHealthCheckHasAUserOfItsOwn() {
        assertThat(route("health")).isEqualTo(new Route.Health());
    }

    @Test
    void aKeyMayLookLikeAnotherUserName() {
        assertThat(route("new.new")).isEqualTo(new Route.Shared(key("new"), Optional.empty()));
        assertThat(route("new.dayfly_abcdefghij"))
                .isEqualTo(new Route.Shared(key("dayfly_abcdefghij"), Optional.empty()));
        assertThat(route("new." + "k".repeat(48))).isEqualTo(new Route.Shared(key("k".repeat(48)), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dayfly_abcdefghij", "dayfly_234567abcd", "dayfly_abcdefghijklmnop"})
    void anIssuedRoleMeansItsDatabase(String user) {
        assertThat(route(user)).isEqualTo(new Route.Known(new DatabaseName(user)));
    }

    @Test
    void aMaintenanceRoleMeansTheRegistry() {
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
                "new.",
                "new..a",
                "new.a.b",
                "new.a b",
                "new.ä",
                "new.a\n",
                "new.kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
                "NEW.a",
                "copy",
                "copy.",
                "copy.a.b.c",
                "copy.a.",
                "Copy.a",
                "reset",
                "reset.",
                "reset.a.b",
                "health.shop",
                "drop.a",
                "\u00ff"
            })
    void anyOtherNameIsRefusedWithTheGrammarAsHint(String user) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> route(user))
                .satisfies(error -> {
                    assertThat(error.sqlState()).isEqualTo("28000");
                    assertThat(error.hint())
                            .contains("\"new\"", "\"copy.SOURCE\"", "1 to 48 of a-z, 0-9, _ and -", "dayfly_");
                });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void aMissingNameIsRefusedAsInPostgres(@Nullable String user) {
        StartupParameters parameters =
                StartupParameters.of(user == null ? Map.of("database", "new") : Map.of("user", user));
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> Route.of(parameters, Set.of()))
                .withMessage("no PostgreSQL user name specified in startup packet")
                .satisfies(error -> assertThat(error.sqlState()).isEqualTo("28000"));
    }

    @Test
    void aRefusedNameIsShownAsItWasWritten() {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> route("J\u00c3\u00bcrgen"))
                .withMessageContaining("Jürgen");
    }
}
