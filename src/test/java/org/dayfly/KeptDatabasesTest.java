package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Databases that clients keep survive kill -9 of dayfly, and an operator drops all of them by one command. */
final class KeptDatabasesTest {
    private static final String KEEP = "-c dayfly.after=keep";
    private static final String SERVERS = "servers=[{ name = a, home = \"\" }, { name = b, home = \"\" }]";

    private final ServedFolder folder = ServedFolder.create();
    private final String directory = "embedded.directory=" + folder.path();

    @AfterEach
    void close() {
        folder.close();
    }

    private CommandLineRun run(List<String> settings, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        settings.forEach(setting -> all.addAll(List.of("--set", setting)));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private String succeed(List<String> settings, String... words) {
        CommandLineRun run = run(settings, words);
        assertThat(run.error()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    private static String made(TestProxy proxy, String user, String options) throws SQLException {
        try (Connection session = proxy.connect(user, Map.of("options", options))) {
            Sql.run(session, "SELECT 1");
            return name(session);
        }
    }

    private static String name(Connection session) throws SQLException {
        String name = session.unwrap(PGConnection.class).getParameterStatus("dayfly.url");
        return String.valueOf(name).replaceAll("postgresql://([^:]+):.*", "$1");
    }

    @Test
    void dropKeptDropsTheKeptDatabasesAndNoOthers() throws Exception {
        List<String> settings = List.of(directory);
        try (TestProxy proxy = TestProxy.with(directory, "reaper.interval=100ms")) {
            assertThat(succeed(settings, "drop", "--kept")).isEqualTo("no database is kept\n");
            String plain = made(proxy, "new.plain", "");
            assertThat(succeed(settings, "ls")).doesNotContain("NOTE");
            String kept = made(proxy, "new.kept", KEEP + " -c dayfly.note=saves\\ an\\ order");
            String pinned = made(proxy, "new.pinned", KEEP);
            String server = made(proxy, "server.kept2", KEEP);
            String open;
            try (Connection session = proxy.connect("new.open", Map.of("options", KEEP))) {
                open = name(session);
                succeed(settings, "pin", "pinned");
                assertThat(succeed(settings, "ls"))
                        .containsPattern("UNUSED +NOTE\n")
                        .containsPattern(plain + " +database +plain +- +leased ")
                        .containsPattern(kept + " +database +kept +- +kept .* saves an order\n");
                assertThat(succeed(settings, "show", "kept"))
                        .contains("note: saves an order\n", "state: leased\n", "after use: keep\n");
                assertThat(succeed(settings, "ls", "--kept"))
                        .contains(kept, open, server)
                        .doesNotContain(plain, pinned);
                assertThat(succeed(settings, "drop", "--kept").lines())
                        .containsExactlyInAnyOrder(kept + " is dropped", open + " is dropped", server + " is dropped");
                Eventually.holds("the session ends", () -> !session.isValid(5));
            }
            Eventually.holds("the server is gone", () -> !folder.instances().contains(server));
            assertThat(succeed(settings, "ls")).contains(plain, pinned).doesNotContain(kept, open, server);
            assertThat(succeed(settings, "drop", "--kept")).isEqualTo("no database is kept\n");
        }
    }

    @Test
    void dropKeptReachesEachServer() throws Exception {
        List<String> settings = List.of(directory, SERVERS);
        try (TestProxy proxy = TestProxy.with(directory, SERVERS, "reaper.interval=100ms")) {
            String onA = made(proxy, "new", KEEP + " -c dayfly.server=a -c dayfly.note=on\\ a");
            String onB = made(proxy, "new.b", "-c dayfly.server=b");
            assertThat(made(proxy, "new.b", KEEP)).isEqualTo(onB);
            String plain = made(proxy, "new", "-c dayfly.server=b");
            assertThat(succeed(settings, "ls"))
                    .containsPattern("a +" + onA + " .* on a\n")
                    .containsPattern("b +" + onB + " +database +b +- +kept ");
            assertThat(succeed(settings, "drop", "--kept").lines())
                    .containsExactly(onA + " is dropped", onB + " is dropped");
            assertThat(succeed(settings, "ls")).contains(plain).doesNotContain(onA, onB);
        }
    }

    @Test
    void dropNeedsANameOrAllThatAreKept() {
        CommandLineRun neither = run(List.of(directory), "drop");
        assertThat(neither.status()).isEqualTo(2);
        assertThat(neither.error()).contains("NAME", "--kept").hasLineCount(1);
        CommandLineRun both = run(List.of(directory), "drop", "--kept", "shop");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.error()).contains("'shop'").hasLineCount(1);
    }

    @Test
    void theNoteOfAnAdministratorControlsNoTerminal() throws Exception {
        List<String> settings = List.of(directory);
        try (TestProxy proxy = TestProxy.with(directory)) {
            String name = made(proxy, "new.noted", "-c dayfly.note=x");
            RegistryProbe.on(folder.cluster()).of(name).make().noted("a\u001b[2J\nb");
            assertThat(succeed(settings, "ls")).containsPattern(name + " .* a\ufffd\\[2J\ufffdb\n");
            assertThat(succeed(settings, "show", "noted")).contains("note: a\ufffd[2J\ufffdb\n");
        }
    }

    @Test
    void aDatabaseIsKeptAsSoonAsItsClientIsConnected() throws Exception {
        List<String> urls = new ArrayList<>();
        try (ServeProcess dayfly = ServeProcess.start(folder)) {
            for (int i = 0; i < 10; i++) {
                try (WireClient client = WireClient.connect(dayfly.port())) {
                    client.send(Packet.startupMessage(Packet.V3_0, "user", "new", "options", KEEP));
                    urls.add(WireMessage.parameter(client.readUntil('Z'), "dayfly.url"));
                }
            }
            dayfly.kill();
        }
        try (ServeProcess dayfly = ServeProcess.start(folder, "reaper.interval=100ms")) {
            for (String url : urls) {
                String there = url.replaceFirst("@[^/]+/", "@127.0.0.1:" + dayfly.port() + "/");
                try (Connection joined = TestProxy.connect(dayfly.port(), there)) {
                    assertThat(joined.isValid((int) TimeUnit.MINUTES.toSeconds(1)))
                            .isTrue();
                }
            }
            assertThat(succeed(List.of(directory), "drop", "--kept").lines()).hasSize(urls.size());
        }
    }
}
