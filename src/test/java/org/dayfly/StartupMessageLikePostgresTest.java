package org.dayfly;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.dayfly.BothServers.PASSWORD;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.pairs;
import static org.dayfly.Packet.startup;
import static org.dayfly.Packet.startupMessage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** dayfly answers a startup message, right or wrong, as PostgreSQL answers it. */
@ExtendWith(BothServers.class)
final class StartupMessageLikePostgresTest {
    private final BothServers.Pair both;

    StartupMessageLikePostgresTest(BothServers.Pair both) {
        this.both = both;
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 65535", "1, 0", "1, 1", "2, 0", "2, 65535"})
    void refusesOldProtocolsWithAnErrorThatTheirClientsCanRead(int major, int minor) {
        both.agreeOn(client ->
                client.say(startup(major << 16 | minor, pairs("user", "new"))).hearBytes());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4, 0", "5, 7", "1234, 5677", "1234, 5681", "65535, 65535"})
    void refusesUnknownProtocols(int major, int minor) {
        both.agreeOn(client ->
                client.say(startup(major << 16 | minor, pairs("user", "new"))).hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 9999, 65535})
    void negotiatesTheMinorVersion(int minor) {
        both.agreeOn(client ->
                client.say(startupMessage(V3_0 | minor, "user", "new")).hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 9999})
    void namesTheUnknownProtocolOptions(int minor) {
        both.agreeOn(client -> client.say(
                        startupMessage(V3_0 | minor, "_pq_.one", "1", "user", "new", "_pq_.", "", "_pq_.two", "2"))
                .hear());
    }

    @Test
    void negotiatesVersion30WithAClientOf31UnlikePostgres() {
        both.differOn(
                client -> client.say(startupMessage(V3_0 | 1, "user", "new", "_pq_.one", "1"))
                        .hear(),
                "v 196609 _pq_.one R 10",
                "v 196608 _pq_.one R 10");
    }

    @Test
    void negotiatesBeforeItRefuses() {
        both.agreeOn(client ->
                client.say(startupMessage(V3_0 | 9999, "database", "new")).hear());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user|new|",
                "user|new",
                "user|new||x",
                "user|new|||",
                "user|new|name|",
                "user|new|name",
                "user|",
                "user",
                "|",
                "||",
                "database|new|",
            })
    void refusesALayoutWithoutTerminatorAsLastByte(String body) {
        both.agreeOn(client -> client.say(startup(V3_0, body.replace('|', '\0').getBytes(ISO_8859_1)))
                .hear());
    }

    @Test
    void refusesATerminatorThatIsNotNulUnlikePostgres() {
        byte[] message = startupMessage(V3_0, "user", "new");
        message[message.length - 1] = 'x';
        both.differOn(client -> client.say(message).hear(), "R 10", "E 08P01 closed");
    }

    @Test
    void refusesAMessageWithoutAUser() {
        both.agreeOn(client -> client.say(startupMessage(V3_0)).hear());
        both.agreeOn(client -> client.say(startupMessage(V3_0, "user", "")).hear());
        both.agreeOn(
                client -> client.say(startupMessage(V3_0, "database", "new")).hear());
        both.agreeOn(client ->
                client.say(startupMessage(V3_0, "user", "new", "user", "")).hear());
    }

    @Test
    void takesTheLastValueOfANameGivenTwice() {
        both.agreeOn(client -> client.say(startupMessage(V3_0, "user", "nobody", "user", "new"))
                .prove(PASSWORD)
                .hear());
    }

    @Test
    void ignoresAWrongValueBeforeTheLastOfItsNameUnlikePostgres() {
        both.differOn(
                client -> client.say(startupMessage(V3_0, "user", "new", "DateStyle", "nonsense", "DateStyle", "ISO"))
                        .prove(PASSWORD)
                        .hear(),
                "R 10 R 11 R 12 E 22023 closed",
                "R 10 R 11 R 12 K Z");
    }

    @Test
    void takesBytesThatAreNotUtf8() {
        both.agreeOn(client -> client.say(startupMessage(V3_0, "user", "new", "application_name", "\u00ff\u00fe\u0080"))
                .prove(PASSWORD)
                .hear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "off", "no", "0", "f", "OFF", "fAlSe", "maybe", "", "o", "DATABASE", "2", " 0"})
    void readsReplicationAsABoolean(String value) {
        both.agreeOn(client -> client.say(startupMessage(V3_0, "user", "new", "replication", value))
                .hear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "on", "1", "t", "yes", "TRUE", "database"})
    void refusesReplicationUnlikePostgres(String value) {
        both.differOn(
                client -> client.say(startupMessage(V3_0, "user", "new", "replication", value))
                        .hear(),
                "R 10",
                "E 0A000 closed");
    }

    @Test
    void refusesAnUnknownUserBeforeItsPasswordUnlikePostgres() {
        both.differOn(
                client -> client.say(startupMessage(V3_0, "user", "newton")).hear(), "R 10", "E 28000 closed");
    }

    @Test
    void ignoresTheDatabaseOfUserNewUnlikePostgres() {
        both.differOn(
                client -> client.say(startupMessage(V3_0, "user", "new", "database", "no such"))
                        .prove(PASSWORD)
                        .hear(),
                "R 10 R 11 R 12 E 3D000 closed",
                "R 10 R 11 R 12 K Z");
    }

    @ParameterizedTest
    @CsvSource({
        "foo, bar",
        "DateStyle, nonsense",
        "DateStyle, 'ISO, DMY'",
        "TimeZone, Mars/Olympus",
        "client_encoding, NOPE",
        "client_encoding, LATIN1",
        "extra_float_digits, 9",
        "extra_float_digits, 3",
        "search_path, 'a, b'",
        "work_mem, lots",
        "log_statement, all",
        "session_replication_role, replica",
        "max_connections, 5",
        "my.own, thing",
        "not an identifier, x",
        "options, -c work_mem=1MB",
        "options, -c work_mem=lots",
        "options, -c nonsense=1",
        "options, --work-mem=1MB",
        "options, --work_mem",
        "options, -c",
        "options, -x",
        "options, --",
        "options, word",
        "options, -c log_statement=all",
        "options, '-c DateStyle=ISO,\\ DMY  -ecwork_mem=1MB '",
        "options, ''"
    })
    void relaysTheServersAnswerToAParameter(String name, String value) {
        both.agreeOn(client -> client.say(startupMessage(V3_0, "user", "new", name, value))
                .prove(PASSWORD)
                .hear());
    }

    @Test
    void readsAMessageThatComesByteByByte() {
        byte[] message = startupMessage(V3_0, "user", "new");
        both.agreeOn(client -> {
            for (int at = 0; at < message.length; at++) {
                client.say(Arrays.copyOfRange(message, at, at + 1));
            }
            client.hear();
        });
    }
}
