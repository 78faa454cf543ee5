package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.gssEncRequest;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Packet.together;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dayfly.Deliveries;
import org.dayfly.Packet;
import org.dayfly.frontend.StartupPacketDecoder.BytesTooEarly;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.EncryptionRequest;
import org.dayfly.protocol.MalformedMessageException;
import org.dayfly.protocol.StartupPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's first bytes become packets at every cut. A client costs the memory of one packet at most. */
final class StartupPacketDecoderTest {
    static Stream<byte[]> packets() {
        return Stream.of(
                sslRequest(),
                gssEncRequest(),
                Packet.cancelRequest(4711, new byte[4]),
                Packet.cancelRequest(-1, new byte[256]),
                startupMessage(V3_0, "user", "new"),
                startupMessage(2 << 16, "user", "new"),
                startupMessage(V3_0 | 9999, "user", "new", "_pq_.x", "1", "options", "-c dayfly.ttl=2h"));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void readsAPacketAtEveryCut(byte[] packet) {
        StartupPacket whole = StartupPacket.decode(Unpooled.wrappedBuffer(packet, 4, packet.length - 4));
        Deliveries.of(packet).forEach(pieces -> {
            Decoding decoding = new Decoding(new StartupPacketDecoder()).feed(pieces);
            assertThat(decoding.messages()).containsExactly(whole);
            assertThat(decoding.heldBack()).isEmpty();
            decoding.end();
        });
    }

    @ParameterizedTest
    @MethodSource("packets")
    void readsNothingFromAPacketThatIsCutOff(byte[] packet) {
        for (int length = 0; length < packet.length; length++) {
            Decoding decoding = new Decoding(new StartupPacketDecoder()).feed(Arrays.copyOf(packet, length));
            decoding.end();
            assertThat(decoding.messages()).isEmpty();
            assertThat(decoding.refusal()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 10_005, 0x16030100, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void refusesAnImpossibleLengthBeforeItBuffersBytes(int length) {
        byte[] word = ByteBuffer.allocate(4).putInt(length).array();
        Deliveries.of(word).forEach(pieces -> {
            Decoding decoding = new Decoding(new StartupPacketDecoder()).feed(pieces);
            assertThat(decoding.refusal()).isInstanceOf(MalformedMessageException.class);
            assertThat(decoding.messages()).isEmpty();
            decoding.end();
        });
    }

    @Test
    void readsTheLargestPacketInFragments() {
        byte[] empty = startupMessage(V3_0, "user", "");
        byte[] largest = startupMessage(V3_0, "user", "x".repeat(StartupPacket.MAX_LENGTH - empty.length));
        Decoding decoding = new Decoding(new StartupPacketDecoder());
        for (int at = 0; at < largest.length; at += 7) {
            decoding.feed(Arrays.copyOfRange(largest, at, Math.min(at + 7, largest.length)));
        }
        assertThat(decoding.messages()).hasSize(1);
        decoding.end();
    }

    @Test
    void readsOnAfterARequestForEncryption() {
        Decoding decoding = new Decoding(new StartupPacketDecoder())
                .feed(List.of(gssEncRequest(), sslRequest(), startupMessage(V3_0, "user", "new")));
        assertThat(decoding.messages())
                .startsWith(EncryptionRequest.GSS, EncryptionRequest.SSL)
                .hasSize(3);
        decoding.end();
    }

    @Test
    void reportsBytesAfterARequestForEncryptionAndReadsNoneOfThem() {
        for (byte[] behind : List.of(new byte[1], sslRequest(), startupMessage(V3_0, "user", "new"))) {
            Decoding decoding = new Decoding(new StartupPacketDecoder())
                    .feed(together(sslRequest(), behind))
                    .feed(startupMessage(V3_0, "user", "new"));
            assertThat(decoding.messages())
                    .containsExactly(EncryptionRequest.SSL, new BytesTooEarly(EncryptionRequest.SSL));
            decoding.end();
        }
    }

    @Test
    void keepsBytesAfterTheStartupMessageForTheNextHandler() {
        byte[] early = together(query("SELECT 1"), sslRequest(), "garbage".getBytes(US_ASCII));
        Deliveries.of(together(startupMessage(V3_0, "user", "new"), early)).forEach(pieces -> {
            Decoding decoding = new Decoding(new StartupPacketDecoder()).feed(pieces);
            assertThat(decoding.messages()).hasSize(1);
            assertThat(decoding.heldBack()).isEqualTo(early);
            decoding.end();
        });
    }

    @Test
    void refusesAWrongLayoutOnceAndReadsNoFurther() {
        Decoding decoding = new Decoding(new StartupPacketDecoder()).feed(Packet.startup(V3_0, new byte[] {'x'}));
        assertThat(decoding.refusal()).isInstanceOf(ClientError.class);
        decoding.end();
        assertThat(decoding.messages()).isEmpty();
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(80_877_103);
        List<byte[]> packets = packets().toList();
        for (int run = 0; run < 5_000; run++) {
            byte[] bytes =
                    together(packets.get(random.nextInt(packets.size())), packets.get(random.nextInt(packets.size())));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int cut = random.nextInt(bytes.length);
            Decoding decoding = new Decoding(new StartupPacketDecoder())
                    .feed(Arrays.copyOf(bytes, cut))
                    .feed(Arrays.copyOfRange(bytes, cut, bytes.length));
            decoding.end();
            assertThat(decoding.refusal())
                    .as("run %s", run)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            refusal -> assertThat(refusal)
                                    .isInstanceOfAny(ClientError.class, MalformedMessageException.class));
        }
    }
}
