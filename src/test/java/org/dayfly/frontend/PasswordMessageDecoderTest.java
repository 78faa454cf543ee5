package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.message;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.saslInitialResponse;
import static org.dayfly.Packet.saslResponse;
import static org.dayfly.Packet.together;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dayfly.Deliveries;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.PasswordMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** During a login, only the two messages of SCRAM are read. All bytes that follow are kept. */
final class PasswordMessageDecoderTest {
    private static final byte[] FIRST = saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abc");
    private static final byte[] LAST = saslResponse("c=biws,r=abcdef,p=AAAA");

    private static String sqlState(Decoding decoding) {
        Throwable refusal = decoding.refusal();
        return refusal instanceof ClientError error ? error.sqlState() : refusal == null ? "none" : refusal.toString();
    }

    @Test
    void readsBothMessagesAndKeepsTheRestAtEveryCut() {
        byte[] early = together(query("SELECT 1"), message('p', new byte[3]));
        Deliveries.of(together(FIRST, LAST, early)).forEach(pieces -> {
            Decoding decoding = new Decoding(new PasswordMessageDecoder()).feed(pieces);
            assertThat(decoding.messages())
                    .extracting(each -> ((PasswordMessage) each).body())
                    .containsExactly(
                            Arrays.copyOfRange(FIRST, 5, FIRST.length), Arrays.copyOfRange(LAST, 5, LAST.length));
            assertThat(decoding.heldBack()).isEqualTo(early);
            decoding.end();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {'Q', 'X', 'P', 0, 255})
    void refusesAnotherMessageAtItsFirstByte(int type) {
        Decoding first = new Decoding(new PasswordMessageDecoder()).feed(new byte[] {(byte) type});
        assertThat(sqlState(first)).isEqualTo("08P01");
        assertThat(first.refusal()).hasMessageContaining(String.valueOf(type));
        first.end();
        Decoding second = new Decoding(new PasswordMessageDecoder()).feed(List.of(FIRST, new byte[] {(byte) type}));
        assertThat(sqlState(second)).isEqualTo("08P01");
        second.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1025, 65_536, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAnImpossibleLengthBeforeItBuffersBytes(int length) {
        Deliveries.of(message('p', length, new byte[0])).forEach(pieces -> {
            Decoding decoding = new Decoding(new PasswordMessageDecoder()).feed(pieces);
            assertThat(sqlState(decoding)).isEqualTo("28P01");
            decoding.end();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 1024})
    void readsMessagesOfAllowedLengths(int length) {
        byte[] message = message('p', new byte[length - 4]);
        Deliveries.of(message).forEach(pieces -> {
            Decoding decoding = new Decoding(new PasswordMessageDecoder()).feed(pieces);
            assertThat(decoding.messages()).hasSize(1);
            decoding.end();
        });
    }

    @Test
    void showsNoPassword() {
        assertThat(new PasswordMessage(LAST)).hasToString("PasswordMessage[***]");
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(5802);
        for (int run = 0; run < 5_000; run++) {
            byte[] bytes = together(FIRST, LAST, query("SELECT 1"));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int cut = random.nextInt(bytes.length);
            Decoding decoding = new Decoding(new PasswordMessageDecoder())
                    .feed(Arrays.copyOf(bytes, cut))
                    .feed(Arrays.copyOfRange(bytes, cut, bytes.length));
            decoding.end();
            assertThat(sqlState(decoding)).as("run %s", run).isIn("none", "08P01", "28P01");
        }
    }
}
