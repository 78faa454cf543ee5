package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.dayfly.BothServers.PASSWORD;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.message;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.saslInitialResponse;
import static org.dayfly.Packet.saslResponse;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Packet.terminate;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dayfly answers the messages of authentication, right or wrong, as PostgreSQL answers them. */
@ExtendWith(BothServers.class)
final class PasswordsLikePostgresTest {
    private static final byte[] HELLO = startupMessage(V3_0, "user", "new");
    private static final String SCRAM = "SCRAM-SHA-256";
    private static final String PROOF = ",p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final BothServers.Pair both;

    PasswordsLikePostgresTest(BothServers.Pair both) {
        this.both = both;
    }

    @Test
    void acceptsTheRightPassword() {
        both.agreeOn(client -> client.say(HELLO).prove(PASSWORD).hear());
    }

    @Test
    void refusesAWrongPassword() {
        both.agreeOn(client -> client.say(HELLO).prove("open barley").hear());
    }

    @Test
    void answersAQueryThatWasSentBehindTheProof() {
        both.agreeOn(client ->
                client.say(HELLO).prove(PASSWORD, query("SELECT 1")).hear().hear());
    }

    @Test
    void closesWhenTheClientFinishesInsteadOfSendingAPassword() {
        both.agreeOn(client -> client.say(HELLO).hear().finish().hear());
        both.agreeOn(client -> client.say(HELLO)
                .hear()
                .say(saslInitialResponse(SCRAM, "n,,n=,r=abc"))
                .hear()
                .finish()
                .hear());
    }

    @Test
    void closesWithoutAnErrorInTheMiddleOfAMessageUnlikePostgres() {
        both.differOn(
                client -> client.say(HELLO)
                        .hear()
                        .say(message('p', 100, new byte[10]))
                        .finish()
                        .hear(),
                "R 10 E 28P01 closed",
                "R 10 closed");
    }

    @Test
    void takesOnlyPasswordMessages() {
        both.agreeOn(client -> client.say(HELLO).hear().say(query("SELECT 1")).hear());
        both.agreeOn(client -> client.say(HELLO).hear().say(terminate()).hear());
        both.agreeOn(client -> client.say(HELLO, query("SELECT 1")).hear().hear());
        both.agreeOn(client -> client.say(HELLO)
                .hear()
                .say(saslInitialResponse(SCRAM, "n,,n=,r=abc"))
                .hear()
                .say(query("SELECT 1"))
                .hear());
    }

    @Test
    void refusesAMessageOfAnotherTypeAtItsFirstByte() {
        both.agreeOn(client -> client.say(HELLO).hear().say(new byte[] {'Q'}).hear());
        both.agreeOn(client -> client.say(HELLO).hear().say(new byte[] {0}).hear());
        both.agreeOn(
                client -> client.say(HELLO).hear().say(new byte[] {(byte) 0xff}).hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 1025, 65_535, 65_536, Integer.MAX_VALUE})
    void refusesLengthsThatNoMessageHas(int length) {
        both.agreeOn(client ->
                client.say(HELLO).hear().say(message('p', length, new byte[0])).hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 8, 1020, 1024})
    void refusesMessagesOfZeroBytes(int length) {
        both.agreeOn(client ->
                client.say(HELLO).hear().say(message('p', new byte[length - 4])).hear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1", "scram-sha-256", "PLAIN", "md5"})
    void refusesEveryMechanismOtherThanScramSha256(String mechanism) {
        both.agreeOn(client -> client.say(HELLO)
                .hear()
                .say(saslInitialResponse(mechanism, "n,,n=,r=abc"))
                .hear());
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 1, 10, 12, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAFirstMessageWithAWrongLengthOfItsData(int length) {
        both.agreeOn(client -> client.say(HELLO)
                .hear()
                .say(message('p', initialResponse(length, "n,,n=,r=abc")))
                .hear());
    }

    @Test
    void wantsDataInTheFirstMessageUnlikePostgres() {
        both.differOn(
                client -> client.say(HELLO)
                        .hear()
                        .say(message('p', initialResponse(-1, "")))
                        .hear(),
                "R 10 R 11",
                "R 10 E 08P01 closed");
    }

    private static byte[] initialResponse(int length, String data) {
        return ByteBuffer.allocate(SCRAM.length() + 5 + data.length())
                .put(SCRAM.getBytes(US_ASCII))
                .put((byte) 0)
                .putInt(length)
                .put(data.getBytes(US_ASCII))
                .array();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,,n=,r=abc",
                "y,,n=,r=abc",
                "n,,n=anybody,r=abc",
                "n,,n=,r=",
                "n,,n=,r=abc,x=1",
                "n,,n=,r=abc,x=1,Y=",
                "n,,n=,r=abc,x",
                "n,,n=,r=abc,1=x",
                "n,,n=,r=abc,=",
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=",
                "n,,r=abc",
                "n,,r=abc,n=",
                "n,n=,r=abc",
                "n=,r=abc",
                "z,,n=,r=abc",
                "N,,n=,r=abc",
                "nn,,n=,r=abc",
                "p=tls-server-end-point,,n=,r=abc",
                "p=tls-unique,,n=,r=abc",
                "n,a=admin,n=,r=abc",
                "n,,m=x,n=,r=abc",
                "n,,n=,r=a c",
                "n,,n=,r=ä",
                "n,,n=\0,r=abc",
                "n,,n=,r=abc\0",
                "{}"
            })
    void readsTheFirstScramMessageAsPostgresDoes(String clientFirst) {
        both.agreeOn(client -> client.say(HELLO)
                .hear()
                .say(saslInitialResponse(SCRAM, clientFirst))
                .hear());
    }

    /** # stands for the nonce. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c=biws,r=#" + PROOF,
                "c=eSws,r=#" + PROOF,
                "c=,r=#" + PROOF,
                "c=biws,r=#x" + PROOF,
                "c=biws,r=abc" + PROOF,
                "c=biws,r=" + PROOF,
                "c=biws,r=#,x=1" + PROOF,
                "c=biws,r=#" + PROOF + ",x=1",
                "c=biws,r=#,p=",
                "c=biws,r=#,p=AAAA",
                "c=biws,r=#,p=!",
                "c=biws,r=#",
                "r=#,c=biws" + PROOF,
                "c=biws" + PROOF,
                "n,,n=,r=abc",
                "\0",
                ""
            })
    void readsTheLastScramMessageAsPostgresDoes(String clientFinal) {
        both.agreeOn(client -> {
            client.say(HELLO)
                    .hear()
                    .say(saslInitialResponse(SCRAM, "n,,n=,r=abc"))
                    .hear();
            client.say(saslResponse(clientFinal.replace("#", client.nonce()))).hear();
        });
    }
}
