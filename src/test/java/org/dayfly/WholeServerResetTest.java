package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What newcomers did to whole servers: resets at once, a reset of a server that is gone, odd names, dropped databases. */
final class WholeServerResetTest extends WholeServersFixture {
    private static final String IS_WHOLE = "SELECT (current_user = 'postgres')::text";

    private static String ask(String user, String question) {
        try (Connection connection = proxy.connect(user)) {
            return Sql.ask(connection, question);
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void clientsThatResetAtOnceGetTheSameFreshServer() {
        assertThat(ask("server.together", "SELECT 1")).isEqualTo("1");
        List<CompletableFuture<String>> resets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            resets.add(CompletableFuture.supplyAsync(() -> ask("reset.together", IS_WHOLE)));
        }
        assertThat(resets.stream().map(CompletableFuture::join)).containsOnly("true");
    }

    @Test
    void aResetOfAServerThatIsGoneMakesAServer() throws Exception {
        for (boolean isDropped : new boolean[] {false, true}) {
            String name = ask("server.gone", NAME);
            Sql.askIn(
                    folder.cluster(),
                    "dayfly",
                    "SELECT name FROM registry.reclaim_by_operator('" + name + "', 'dropped')");
            if (isDropped) {
                Eventually.holds(
                        "the server is dropped", () -> !folder.instances().contains(name));
            }
            assertThat(ask("reset.gone", IS_WHOLE)).isEqualTo("true");
        }
        assertThat(ask("reset.never-there", IS_WHOLE)).isEqualTo("false");
    }

    @Test
    void aRoleMayHaveAnyLetters() throws Exception {
        try (Connection server = proxy.connect("server.letters")) {
            Sql.run(server, "CREATE ROLE \"\u00dcb er\" LOGIN PASSWORD 'secret'");
            try (Connection role = proxy.connect("\u00dcb er@letters", Map.of("password", "secret"))) {
                assertThat(Sql.ask(role, "SELECT current_user")).isEqualTo("\u00dcb er");
            }
        }
    }

    @Test
    void aRoleThatCannotBeLookedUpIsToldWhy() throws Exception {
        try (Connection first = connect("server.closed", "postgres")) {
            Sql.run(first, "CREATE ROLE app LOGIN PASSWORD 'secret'", "CREATE DATABASE app OWNER app");
        }
        try (Connection app = connect("server.closed", "app")) {
            Sql.run(
                    app,
                    "ALTER DATABASE template1 ALLOW_CONNECTIONS false",
                    "ALTER DATABASE postgres RENAME TO another");
        }
        SQLException refusal = refused("app@closed");
        assertThat(refusal.getSQLState()).isEqualTo("58000");
        assertThat(refusal.getMessage()).contains("cannot be looked up", "one of them must accept connections");
    }

    @Test
    void theUrlThatTheCommandPrintsNamesTheDatabaseThatEachServerHas() throws Exception {
        assertThat(ask("server.printed", "SELECT 1")).isEqualTo("1");
        CommandLineRun url = CommandLineRun.of("url", "printed", "--set", "embedded.directory=" + folder.path());
        assertThat(url.out().strip()).endsWith("/postgres");
    }
}
