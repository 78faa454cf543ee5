package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.dayfly.Packet.V3_2;
import static org.dayfly.Packet.cancelRequest;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.cluster.embedded.InstanceSettings;
import org.dayfly.cluster.embedded.ServerSettings;
import org.dayfly.cluster.embedded.StateFolder;
import org.dayfly.cluster.embedded.TestFolder;
import org.dayfly.cluster.programs.ServerArchive;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One proxy in front of two embedded servers, and of a PostgreSQL 14 that asks for passwords. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SeveralServersTest {
    /** No two servers were started at the same microsecond. */
    private static final String IDENTITY = "SELECT pg_postmaster_start_time()";

    private final List<StateFolder> folders = List.of(TestFolder.create(), TestFolder.create());
    private final ExternalServer external = ExternalServer.start(14);
    private List<Cluster> clusters;
    private TestProxy proxy;

    SeveralServersTest() {
        clusters = List.of(start(0), start(1), ExternalCluster.at(external.url()));
        proxy = before();
    }

    private EmbeddedCluster start(int index) {
        return EmbeddedCluster.start(
                folders.get(index),
                TestFolder.archive(ServerArchive.EMBEDDED_MAJOR),
                TestFolder.noOthers(),
                new ServerSettings(50, Map.of()),
                new InstanceSettings(false, Platform.here()));
    }

    private TestProxy before(String... settings) {
        return TestProxy.before(ServerLetters.named(clusters), settings);
    }

    @AfterAll
    void stopServers() {
        proxy.close();
        clusters.forEach(Cluster::close);
        external.close();
        folders.forEach(TestFolder::delete);
    }

    /** A session of a key, on the server that the key's first letter names. */
    private Connection connect(String user) throws SQLException {
        return proxy.connect(user, Map.of("options", ServerLetters.options(user)));
    }

    private static String identity(Connection connection) throws SQLException {
        return Sql.ask(connection, IDENTITY);
    }

    @Test
    void newDatabasesAreOnTheServersThatTheirClientsAskFor() throws SQLException {
        Set<String> servers = new HashSet<>();
        for (String server : List.of("a", "b", "c")) {
            try (Connection connection = proxy.connect("new", Map.of("options", ServerLetters.option(server)))) {
                servers.add(identity(connection));
            }
        }
        assertThat(servers).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new.a-joined", "new.b-joined", "new.c-joined"})
    void aUrlLeadsToTheServerOfItsDatabase(String user) throws SQLException {
        try (Connection maker = connect(user)) {
            Sql.run(maker, "CREATE TABLE made AS SELECT 1 AS one");
            try (Connection joined = proxy.connect(Sql.ask(maker, "SHOW dayfly.url"))) {
                assertThat(Sql.ask(joined, "SELECT one FROM made")).isEqualTo("1");
                assertThat(identity(joined)).isEqualTo(identity(maker));
            }
        }
    }

    @Test
    void aPasswordOfOneServerOpensNothingOnTheOther() throws SQLException {
        try (Connection first = connect("new.a-password");
                Connection second = connect("new.b-password")) {
            String url = Sql.ask(first, "SHOW dayfly.url");
            String others = Sql.ask(second, "SHOW dayfly.url");
            String mixed = others.substring(0, others.indexOf(':', 13) + 1) + url.substring(url.indexOf(':', 13) + 1);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(
                            () -> proxy.connect(mixed.replaceAll("/[^/]*$", others.substring(others.lastIndexOf('/')))))
                    .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void copiesAndResetsAreOnTheServerOfTheirKey(String server) throws SQLException {
        String identity;
        try (Connection source = connect("new." + server + "-source")) {
            identity = identity(source);
            Sql.run(source, "CREATE TABLE brought AS SELECT 2 AS two");
        }
        try (Connection copy = proxy.connect("copy." + server + "-source")) {
            assertThat(identity(copy)).isEqualTo(identity);
            assertThat(Sql.ask(copy, "SELECT two FROM brought")).isEqualTo("2");
        }
        try (Connection reset = proxy.connect("reset." + server + "-source")) {
            assertThat(identity(reset)).isEqualTo(identity);
            assertThat(Sql.ask(reset, "SELECT to_regclass('brought') IS NULL")).isEqualTo("t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new.a-cancel", "new.b-cancel", "new.c-cancel"})
    void aCancelRequestReachesTheServerOfItsSession(String user) throws Exception {
        cancelThrough(proxy, user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new.a-cancel", "new.b-cancel", "new.c-cancel"})
    void aCancelRequestThroughAnotherProxyReachesTheServerOfItsSession(String user) throws Exception {
        try (TestProxy another = before()) {
            cancelThrough(another, user);
        }
    }

    private void cancelThrough(TestProxy asked, String user) throws Exception {
        try (WireClient client = WireClient.connect(proxy.port())) {
            List<WireMessage> greeting = client.send(
                            startupMessage(V3_2, "user", user, "options", ServerLetters.options(user)))
                    .readUntil('Z');
            ByteBuffer data = greeting.stream()
                    .filter(message -> message.type() == 'K')
                    .findFirst()
                    .orElseThrow()
                    .buffer();
            int pid = data.getInt();
            byte[] key = new byte[data.remaining()];
            data.get(key);
            assertThat(WireMessage.parameter(greeting, "dayfly.database"))
                    .as("both begin with the tag of the server")
                    .startsWith(new String(key, 0, 13, US_ASCII));
            client.send(query("SELECT pg_sleep(3600)"));
            int server = user.charAt(4) - 'a';
            Eventually.sees(
                    "the query runs",
                    "1",
                    () -> Sql.ask(
                            clusters.get(server),
                            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid));
            try (WireClient other = WireClient.connect(asked.port())) {
                assertThat(other.send(cancelRequest(pid, key)).readBytesToEnd()).isEmpty();
            }
            assertThat(client.readUntil('Z')).extracting(WireMessage::toString).contains("E 57014");
        }
    }

    @Test
    void expiredDatabasesAreDroppedOnEachServer() throws Exception {
        for (String user : List.of("new.a-over", "new.b-over", "new.c-over")) {
            String name;
            try (Connection connection = connect(user)) {
                name = Sql.ask(connection, "SHOW dayfly.url").replaceAll(".*/", "");
            }
            int server = user.charAt(4) - 'a';
            RegistryProbe.on(clusters.get(server)).of(name).make().expired();
            Eventually.sees(
                    "database " + name + " is dropped",
                    "0",
                    () -> Sql.ask(
                            clusters.get(server), "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"));
        }
    }

    @Test
    void templatesWorkOnEachServer(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("seed.sql"), "CREATE TABLE seeded AS SELECT 3 AS three;");
        try (TestProxy with = before("templates.a-seed.init=" + file, "templates.c-seed.init=" + file)) {
            for (String user : List.of("copy.a-seed", "copy.c-seed")) {
                try (Connection copy = with.connect(user)) {
                    assertThat(Sql.ask(copy, "SELECT three FROM seeded")).isEqualTo("3");
                }
            }
        }
    }

    @Test
    void aServerThatIsGoneBlocksNoClientOfAnotherServer() throws Exception {
        clusters.get(1).close();
        try {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connect("new.b-gone"))
                    .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo("57P03"));
            try (Connection other = connect("new.a-there")) {
                assertThat(Sql.ask(other, "SELECT 'there'")).isEqualTo("there");
            }
        } finally {
            proxy.close();
            clusters = List.of(clusters.get(0), start(1), clusters.get(2));
            proxy = before();
        }
        try (Connection back = connect("new.b-gone")) {
            assertThat(Sql.ask(back, "SELECT 'back'")).isEqualTo("back");
        }
    }
}
