package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.CANCEL;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.cancelRequest;
import static org.dayfly.Packet.gssEncRequest;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startup;
import static org.dayfly.Packet.startupMessage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** dayfly answers packets before a startup message as PostgreSQL does. */
@ExtendWith(BothServers.class)
final class FirstPacketsLikePostgresTest {
    private static final byte[] HELLO = startupMessage(V3_0, "user", "new");

    private final BothServers.Pair both;

    FirstPacketsLikePostgresTest(BothServers.Pair both) {
        this.both = both;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 16})
    void closesTheConnectionOfAClientThatEndsAfterSomeBytes(int bytes) {
        both.agreeOn(client -> client.say(Arrays.copyOf(HELLO, bytes)).finish().hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 7, 10_005, 65_536, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void closesTheConnectionOnALengthThatNoPacketHas(int length) {
        both.agreeOn(client -> client.say(
                        ByteBuffer.allocate(8).putInt(length).putInt(V3_0).array())
                .hear());
    }

    @Test
    void acceptsTheLargestPacket() {
        byte[] rest = new byte[10_004 - HELLO.length - "application_name\0\0".length()];
        Arrays.fill(rest, (byte) 'x');
        byte[] largest = startupMessage(V3_0, "user", "new", "application_name", new String(rest, US_ASCII));
        both.agreeOn(client -> client.say(largest).hear());
        both.agreeOn(client -> client.say(Arrays.copyOf(largest, 5000))
                .say(Arrays.copyOfRange(largest, 5000, largest.length))
                .hear());
    }

    /** PostgreSQL asks each user for a password. dayfly refuses an unknown user at once. */
    @ParameterizedTest
    @ValueSource(ints = {49, 100, 1000, 4096, 5000, 9900, 9982})
    void answersAUserNameOfAnyLengthThatFitsIntoAPacket(int length) {
        byte[] message = startupMessage(V3_0, "user", "new." + "x".repeat(length));
        both.differOn(client -> client.say(message).hear(), "R 10", "E 28000 closed");
    }

    /** libpq sends the user name as the database too. So a name of 5000 characters makes a packet that is too long. */
    @ParameterizedTest
    @ValueSource(ints = {4990, 5000, 9900})
    void closesTheConnectionIfUserAndDatabaseNameMakeThePacketTooLong(int length) {
        String name = "new." + "x".repeat(length);
        Logger refusals = (Logger) LoggerFactory.getLogger("org.dayfly.frontend.Refusal");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        refusals.addAppender(lines);
        try {
            both.agreeOn(client -> client.say(startupMessage(V3_0, "user", name, "database", name))
                    .hear());
        } finally {
            refusals.detachAppender(lines);
        }
        assertThat(lines.list).anySatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getFormattedMessage()).contains("a startup packet of ", "PostgreSQL takes at most 10004");
        });
    }

    @Test
    void declinesEncryptionAndGoesOnWithoutIt() {
        both.agreeOn(client -> client.say(sslRequest()).hearByte().say(HELLO).hear());
        both.agreeOn(client -> client.say(gssEncRequest()).hearByte().say(HELLO).hear());
    }

    @Test
    void acceptsBothRequestsForEncryptionInEitherOrder() {
        both.agreeOn(client -> client.say(gssEncRequest())
                .hearByte()
                .say(sslRequest())
                .hearByte()
                .say(HELLO)
                .hear());
        both.agreeOn(client -> client.say(sslRequest())
                .hearByte()
                .say(gssEncRequest())
                .hearByte()
                .say(HELLO)
                .hear());
    }

    @Test
    void refusesASecondRequestForTheSameEncryption() {
        both.agreeOn(
                client -> client.say(sslRequest()).hearByte().say(sslRequest()).hear());
        both.agreeOn(client ->
                client.say(gssEncRequest()).hearByte().say(gssEncRequest()).hear());
        both.agreeOn(client -> client.say(sslRequest())
                .hearByte()
                .say(gssEncRequest())
                .hearByte()
                .say(sslRequest())
                .hear());
    }

    @Test
    void refusesBytesThatAreSentBeforeTheAnswerToARequestForEncryption() {
        both.agreeOn(client -> client.say(sslRequest(), HELLO).hearByte().hear());
        both.agreeOn(client -> client.say(sslRequest(), new byte[1]).hearByte().hear());
        both.agreeOn(client -> client.say(gssEncRequest(), HELLO).hearByte().hear());
        both.agreeOn(client -> client.say(sslRequest(), sslRequest()).hearByte().hear());
    }

    @Test
    void acceptsThatAClientEndsWhenEncryptionIsDeclined() {
        both.agreeOn(client -> client.say(sslRequest()).hearByte().finish().hear());
    }

    @Test
    void acceptsARequestForEncryptionThatIsLongerThanNecessary() {
        both.agreeOn(client -> client.say(startup(Packet.SSL, new byte[20]))
                .hearByte()
                .say(HELLO)
                .hear());
    }

    @Test
    void closesTheConnectionOnOtherProtocols() {
        both.agreeOn(client ->
                client.say("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII)).hear());
        both.agreeOn(client ->
                client.say(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0}).hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 31, 32, 255, 256, 257, 300})
    void doesNotAnswerACancelRequestWithAKeyOfAnyLength(int keyLength) {
        both.agreeOn(
                client -> client.say(cancelRequest(4711, new byte[keyLength])).hear());
    }

    @Test
    void doesNotAnswerACancelRequestWithoutAProcessId() {
        both.agreeOn(client -> client.say(startup(CANCEL, new byte[0])).hear());
        both.agreeOn(client -> client.say(startup(CANCEL, new byte[3])).hear());
    }

    @Test
    void acceptsACancelRequestAfterARequestForEncryption() {
        both.agreeOn(client -> client.say(sslRequest())
                .hearByte()
                .say(cancelRequest(4711, new byte[4]))
                .hear());
    }
}
