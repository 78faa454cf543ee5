package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whoever gets no session hears why, once, and then the connection ends. */
@ExtendWith(TestServer.class)
final class RefusalTest {
    private static final Pattern MADE = Pattern.compile("database (\\S+) made.*");

    private final Cluster cluster;

    RefusalTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 5_000_000})
    void isHeardThoughTheClientHadSentMore(int bytes) throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster);
                WireClient client = WireClient.connect(proxy.port())) {
            client.send(startupMessage(V3_0, "user", "newton"), new byte[bytes]);
            assertThat(client.readToEnd()).extracting(WireMessage::toString).containsExactly("E 28000");
            assertThat(client.wasReset()).isFalse();
        }
    }

    @Test
    void isHeardWhenItComesLateToAClientThatHadSentMore() throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster);
                WireClient client = WireClient.connect(proxy.port())) {
            client.send(startupMessage(V3_0, "user", "new", "DateStyle", "nonsense"), query("SELECT 1"));
            assertThat(client.readToEnd()).extracting(WireMessage::toString).containsExactly("E 22023");
            assertThat(client.wasReset()).isFalse();
        }
    }

    @Test
    void comesWhenALoginTakesTooLong() throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster, "login-deadline=1s", "access.password=secret");
                WireClient silent = WireClient.connect(proxy.port());
                WireClient slow = WireClient.connect(proxy.port());
                WireClient forgetful = WireClient.connect(proxy.port())) {
            slow.send(new byte[2]);
            forgetful.send(startupMessage(V3_0, "user", "new"));
            for (WireClient client : List.of(silent, slow, forgetful)) {
                assertThat(client.readToEnd()).last().hasToString("E 57P03");
            }
        }
    }

    @Test
    void comesAtOnceWhereTooManyAreLoggingIn() throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster, "limits.half-open=1");
                WireClient first = WireClient.connect(proxy.port())) {
            assertThat(first.send(sslRequest()).readByte()).isEqualTo('N');
            try (WireClient second = WireClient.connect(proxy.port())) {
                assertThat(second.readToEnd()).extracting(WireMessage::toString).containsExactly("E 53300");
            }
            first.send(startupMessage(V3_0, "user", "new"));
            assertThat(first.readUntil('Z')).last().hasToString("Z");
            try (WireClient third = WireClient.connect(proxy.port())) {
                assertThat(third.send(sslRequest()).readByte()).isEqualTo('N');
            }
        }
    }

    @Test
    void isNotNeededByAClientThatGaveUp() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger("org.dayfly");
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        root.addAppender(heard);
        try (Connection server = cluster.connect("postgres")) {
            try (TestProxy proxy = TestProxy.before(cluster)) {
                for (int i = 0; i < 8; i++) {
                    try (WireClient client = WireClient.connect(proxy.port())) {
                        client.send(startupMessage(V3_0, "user", "new"));
                    }
                }
                Poll.until("their databases were made", () -> made(heard).count() == 8);
                Poll.until(
                        "their databases are gone", () -> made(heard).allMatch(database -> isGone(server, database)));
            }
        } finally {
            root.detachAppender(heard);
        }
        assertThat(heard.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    private static Stream<String> made(ListAppender<ILoggingEvent> heard) {
        return List.copyOf(heard.list).stream()
                .map(event -> MADE.matcher(event.getFormattedMessage()))
                .filter(Matcher::matches)
                .map(line -> line.group(1));
    }

    private static boolean isGone(Connection server, String database) {
        try {
            return Answer.of(server, "SELECT count(*) FROM pg_database WHERE datname = '" + database + "'")
                    .equals("0");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
