package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.ExternalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is lost costs its own databases alone, and they are there when it is back. */
final class LostServerTest {
    private static final String PORT = "SELECT inet_server_port()";

    private final ExternalServer first = ExternalServer.start(18);
    private final ExternalServer second = ExternalServer.start(14);
    private final TestProxy proxy = TestProxy.with(
            "servers=" + text(first) + "," + text(second),
            "directory=127.0.0.1:" + first.url().port());

    private static String text(ExternalServer server) {
        return "postgresql://admin:correct%20horse@127.0.0.1:" + server.url().port();
    }

    @AfterEach
    void close() {
        proxy.close();
        first.close();
        second.close();
    }

    /** A key, the URL of its database, and the port of its server. */
    private record Made(String key, String url, String port) {}

    /** Makes keys until each server has one. */
    private List<Made> keysOnBothServers() throws SQLException {
        List<Made> made = new ArrayList<>();
        for (int i = 0; made.stream().map(Made::port).distinct().count() < 2; i++) {
            String key = "lost-" + i;
            try (Connection session = proxy.connect("new." + key)) {
                Sql.run(session, "CREATE TABLE here AS SELECT '" + key + "' AS key");
                made.add(new Made(key, Sql.ask(session, "SHOW dayfly.url"), Sql.ask(session, PORT)));
            }
        }
        return made;
    }

    private void isThere(Made made) throws SQLException {
        for (String way : List.of("new." + made.key(), made.url())) {
            try (Connection session = proxy.connect(way)) {
                assertThat(Sql.ask(session, "SELECT key FROM here")).isEqualTo(made.key());
            }
        }
    }

    private void isRefused(String way) {
        assertThatThrownBy(() -> proxy.connect(way).close())
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("57P03"));
    }

    private boolean isFreshElsewhere(String lost, int times) {
        for (int i = 0; i < times; i++) {
            try (Connection session = proxy.connect("new", Map.of("socketTimeout", "5"))) {
                if (Sql.ask(session, PORT).equals(lost)) {
                    return false;
                }
            } catch (SQLException atTheLostServer) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "hanging"})
    void theOtherServerGoesOn(String fault) throws Exception {
        List<Made> keys = keysOnBothServers();
        String lost = Integer.toString(second.url().port());
        lose(second, fault);
        // A session that was open ahead on the lost server may still be handed out.
        Eventually.holds("new databases are made elsewhere", () -> isFreshElsewhere(lost, 10));
        for (Made made : keys) {
            if (made.port().equals(lost)) {
                isRefused("new." + made.key());
                isRefused(made.url());
            } else {
                isThere(made);
            }
        }
        find(second, fault);
        Eventually.holds("the server is used again", () -> {
            try (Connection session = proxy.connect("new")) {
                return Sql.ask(session, PORT).equals(lost);
            }
        });
        for (Made made : keys) {
            isThere(made);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "hanging"})
    void keysThatWereUsedAndIssuedRolesWorkWithoutTheDirectory(String fault) throws Exception {
        List<Made> keys = keysOnBothServers();
        String directory = Integer.toString(first.url().port());
        lose(first, fault);
        for (Made made : keys) {
            if (!made.port().equals(directory)) {
                Eventually.holds("the key is there", () -> {
                    isThere(made);
                    return true;
                });
            }
        }
        isRefused("new.lost-and-new");
        try (Connection session = proxy.connect("new")) {
            assertThat(Sql.ask(session, PORT)).isNotEqualTo(directory);
        }
        find(first, fault);
        Eventually.holds("a new key gets a database", () -> {
            try (Connection session = proxy.connect("new.lost-and-new")) {
                return Sql.ask(session, "SELECT 1").equals("1");
            } catch (SQLException notYet) {
                assertThat(notYet.getSQLState()).isEqualTo("57P03");
                return false;
            }
        });
        for (Made made : keys) {
            isThere(made);
        }
    }

    private static void lose(ExternalServer server, String fault) {
        if (fault.equals("killed")) {
            server.kill();
        } else {
            server.hang(true);
        }
    }

    private static void find(ExternalServer server, String fault) {
        if (fault.equals("killed")) {
            server.start();
        } else {
            server.hang(false);
        }
    }
}
