package org.dayfly;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RESET ALL restores the parameters of the startup message. */
@ExtendWith(TestServer.class)
final class ForwardedParametersTest {
    private final TestProxy proxy;

    ForwardedParametersTest(Cluster cluster) {
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** Sends a query and reads the one value of its answer. */
    private static String ask(WireClient client, String sql) throws IOException {
        List<WireMessage> answer = client.send(query(sql)).readUntil('Z');
        WireMessage row = answer.stream()
                .filter(message -> message.type() == 'D')
                .findFirst()
                .orElseThrow(() -> new AssertionError(sql + ": " + answer));
        return new String(row.body(), 6, row.body().length - 6, UTF_8);
    }

    private WireClient open(Map<String, String> parameters) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("user", "new");
        WireClient client = WireClient.connect(proxy.port());
        client.send(startupMessage(
                        V3_0,
                        all.entrySet().stream()
                                .flatMap(each -> Stream.of(each.getKey(), each.getValue()))
                                .toArray(String[]::new)))
                .readUntil('Z');
        return client;
    }

    @Test
    void resetAllRestoresEachParameterOfTheStartupMessage() throws IOException {
        Map<String, String> parameters = Map.of(
                "application_name", "mine",
                "DateStyle", "SQL, DMY",
                "TimeZone", "Asia/Tokyo",
                "client_encoding", "LATIN1",
                "search_path", "a, b",
                "extra_float_digits", "2",
                "statement_timeout", "7s",
                "my.own", "thing");
        try (WireClient client = open(parameters)) {
            for (String name : parameters.keySet()) {
                assertThat(ask(client, "SHOW " + name)).as(name).isEqualTo(parameters.get(name));
            }
            client.send(query("SET application_name = x; SET DateStyle = German; SET TimeZone = UTC;"
                            + " SET client_encoding = UTF8; SET search_path = x; SET extra_float_digits = 0;"
                            + " SET statement_timeout = 0; SET my.own = x; RESET ALL"))
                    .readUntil('Z');
            for (String name : parameters.keySet()) {
                assertThat(ask(client, "SHOW " + name)).as(name).isEqualTo(parameters.get(name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c my.own=a\\ b -c dayfly.ttl=1h -c work_mem=123kB",
                "-c dayfly.ttl=1h -c dayfly.idle=5min --work-mem=123kB -cmy.own=a\\ b",
                "-ec dayfly.notice=off -c my.own=a\\ b -ecwork_mem=123kB ",
                "-c my.own=x -c my.own=a\\ b --work_mem=123kB --dayfly.ttl=1h"
            })
    void onlyTheOptionsForDayflyAreRemoved(String options) throws IOException {
        try (WireClient client = open(Map.of("options", options))) {
            assertThat(ask(client, "SHOW my.own")).isEqualTo("a b");
            assertThat(ask(client, "SHOW work_mem")).isEqualTo("123kB");
            assertThat(ask(client, "SELECT count(*) FROM pg_settings WHERE name LIKE 'dayfly.%'"))
                    .as("options for dayfly")
                    .isEqualTo("0");
            assertThat(ask(client, "SHOW dayfly.url")).startsWith("postgresql://");
        }
    }

    @Test
    void parametersAreForwardedByteByByteInAnyEncoding() throws IOException {
        String name = new String("Jürgen".getBytes(UTF_8), ISO_8859_1);
        try (WireClient client = open(Map.of("my.own", name, "client_encoding", "UTF8"))) {
            assertThat(ask(client, "SHOW my.own")).isEqualTo("Jürgen");
        }
    }

    @Test
    void protocolOptionsAreNotForwarded() throws IOException {
        try (WireClient client = open(Map.of("_pq_.strange", "1"))) {
            assertThat(ask(client, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aStartupMessageThatIsTooLargeWithDayflysParametersIsRefusedWithAReason() throws IOException {
        byte[] empty = startupMessage(V3_0, "user", "new", "my.own", "");
        byte[] largest = startupMessage(V3_0, "user", "new", "my.own", "x".repeat(10_004 - empty.length));
        try (WireClient client = WireClient.connect(proxy.port())) {
            WireMessage refusal = client.send(largest).readUntil('E').get(0);
            assertThat(refusal.sqlState()).isEqualTo("08P01");
            assertThat(refusal.fields().get('D')).contains("10004");
            assertThat(refusal.fields().get('H')).isNotBlank();
        }
    }
}
