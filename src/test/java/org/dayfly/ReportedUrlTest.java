package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.startupMessage;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** dayfly reports the database and its URL to the client in three ways. */
@ExtendWith(TestServer.class)
final class ReportedUrlTest {
    private final Cluster cluster;
    private final TestProxy proxy;

    ReportedUrlTest(Cluster cluster) {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static String status(Connection connection, String name) throws SQLException {
        return Optional.ofNullable(connection.unwrap(PGConnection.class).getParameterStatus(name))
                .orElse("nothing");
    }

    @Test
    void aNewDatabaseIsReportedByNoticeStatusAndSetting() throws SQLException {
        try (Connection connection = proxy.connect("new")) {
            String name = Sql.ask(connection, "SELECT current_database()");
            String url = Sql.ask(connection, "SHOW dayfly.url");
            assertThat(url)
                    .matches("postgresql://" + name + ":[a-z2-7]{32}@127\\.0\\.0\\.1:" + proxy.port() + "/" + name);
            assertThat(status(connection, "dayfly.url")).isEqualTo(url);
            assertThat(status(connection, "dayfly.database")).isEqualTo(name);
            ServerErrorMessage notice = ((PSQLWarning) connection.getWarnings()).getServerErrorMessage();
            assertThat(notice).isNotNull();
            assertThat(notice.getSeverity()).isEqualTo("NOTICE");
            assertThat(notice.getMessage())
                    .matches("new database " + name + ", until \\d\\d:\\d\\d UTC or 10 min unused");
            assertThat(notice.getDetail()).isEqualTo(url);
        }
    }

    @Test
    void theUrlSurvivesResetAllAndDiscardAll() throws SQLException {
        try (Connection connection = proxy.connect("new")) {
            String url = Sql.ask(connection, "SHOW dayfly.url");
            Sql.run(connection, "SET dayfly.url = 'overwritten'");
            Sql.run(connection, "RESET ALL");
            assertThat(Sql.ask(connection, "SHOW dayfly.url")).isEqualTo(url);
            Sql.run(connection, "DISCARD ALL");
            assertThat(Sql.ask(connection, "SHOW dayfly.url")).isEqualTo(url);
        }
    }

    @Test
    void aClientThatJoinsGetsTheSameReportWithoutTheNotice() throws SQLException {
        try (Connection maker = proxy.connect("new");
                Connection joiner = proxy.connect(status(maker, "dayfly.url"))) {
            for (String name : List.of("dayfly.url", "dayfly.database", "dayfly.expires_at")) {
                assertThat(status(joiner, name)).isEqualTo(status(maker, name)).isNotEqualTo("nothing");
            }
            assertThat(Sql.ask(joiner, "SHOW dayfly.url")).isEqualTo(status(maker, "dayfly.url"));
            assertThat((Throwable) joiner.getWarnings()).isNull();
        }
    }

    @Test
    void theNoticeCanBeTurnedOff() throws SQLException {
        try (Connection connection = proxy.connect("new", Map.of("options", "-c dayfly.notice=off"))) {
            assertThat((Throwable) connection.getWarnings()).isNull();
            assertThat(status(connection, "dayfly.url")).startsWith("postgresql://");
        }
    }

    @Test
    void theReportedTimeIsTheRequestedTime() throws SQLException {
        Instant before = Instant.now();
        try (Connection connection = proxy.connect("new", Map.of("options", "-c dayfly.ttl=2h -c dayfly.idle=90"))) {
            assertThat(Instant.parse(status(connection, "dayfly.expires_at")))
                    .isBetween(before.plus(Duration.ofMinutes(119)), before.plus(Duration.ofMinutes(121)));
            assertThat(connection.getWarnings().getMessage()).endsWith("or 90 s unused");
        }
    }

    @Test
    void theReportedAddressIsTheAdvertisedAddress() throws SQLException {
        try (TestProxy advertised = TestProxy.before(cluster, "advertise=db.example.org:7777");
                Connection connection = advertised.connect("new")) {
            assertThat(Sql.ask(connection, "SHOW dayfly.url")).contains("@db.example.org:7777/");
        }
    }

    @Test
    void theReportComesBetweenAuthenticationOkAndReadyForQueryWithTheServersParameters() throws IOException {
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(startupMessage(V3_0, "user", "new"));
            List<WireMessage> messages = client.readUntil('Z');
            assertThat(messages).first().hasToString("R 0");
            assertThat(messages).extracting(WireMessage::type).containsOnlyOnce('R', 'K', 'N', 'Z');
            assertThat(messages)
                    .filteredOn(message -> message.type() == 'S')
                    .extracting(message -> WireMessage.string(message.buffer()))
                    .contains("server_version", "client_encoding", "DateStyle", "session_authorization")
                    .endsWith("dayfly.url", "dayfly.database", "dayfly.expires_at")
                    .doesNotHaveDuplicates();
        }
    }
}
