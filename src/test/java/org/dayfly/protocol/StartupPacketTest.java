package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
import org.dayfly.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each first packet is read to its last byte, and written as it was read. */
final class StartupPacketTest {
    /** Decodes a packet without its length word, as the decoder of the channel does. */
    private static StartupPacket decoded(byte[] packet) {
        ByteBuf bytes = Unpooled.wrappedBuffer(Arrays.copyOfRange(packet, 4, packet.length));
        StartupPacket read = StartupPacket.decode(bytes);
        assertThat(bytes.readableBytes()).as("bytes left over").isZero();
        return read;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void readsRequestsForEncryption() {
        assertThat(decoded(bytes(
                        0, 0, 0, 8, // length
                        4, 0xd2, 0x16, 0x2f))) // 80877103
                .isEqualTo(EncryptionRequest.SSL);
        assertThat(decoded(bytes(
                        0, 0, 0, 8, // length
                        4, 0xd2, 0x16, 0x30))) // 80877104
                .isEqualTo(EncryptionRequest.GSS);
    }

    @Test
    void readsARequestForEncryptionThatIsLongerThanNecessary() {
        assertThat(decoded(Packet.startup(Packet.SSL, new byte[20]))).isEqualTo(EncryptionRequest.SSL);
    }

    @Test
    void readsAStartupMessage() {
        StartupMessage message = (StartupMessage) decoded(bytes(
                0, 0, 0, 18, // length
                0, 3, 0, 2, // protocol 3.2
                'u', 's', 'e', 'r', 0, // name
                'n', 'e', 'w', 0, // value
                0)); // terminator
        assertThat(message.version()).isEqualTo(ProtocolVersion.V3_2);
        assertThat(message.parameters().toMap()).isEqualTo(Map.of("user", "new"));
    }

    @Test
    void readsACancelRequest() {
        CancelRequest request = (CancelRequest) decoded(bytes(
                0,
                0,
                0,
                16, // length
                4,
                0xd2,
                0x16,
                0x2e, // 80877102
                (byte) 0xff,
                0,
                0,
                1, // process id
                1,
                2,
                3,
                4)); // key
        assertThat(request.pid()).isEqualTo(0xff000001);
        assertThat(request).isEqualTo(decoded(Packet.cancelRequest(0xff000001, new byte[] {1, 2, 3, 4})));
        assertThat(request).isNotEqualTo(decoded(Packet.cancelRequest(0xff000001, new byte[] {1, 2, 3, 5})));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 16, 2 << 16, 4 << 16, 0xffffffff, 0x80000000, 1234 << 16 | 5677, 1234 << 16 | 5681})
    void leavesOtherProtocolsUnread(int code) {
        assertThat(decoded(Packet.startup(code, new byte[7])))
                .isEqualTo(new UnsupportedProtocol(ProtocolVersion.of(code)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 31, 32, 255, 256})
    void readsAndWritesCancelKeysOfAllLengths(int length) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 0x80);
        byte[] packet = Packet.cancelRequest(4711, key);
        ByteBuf written = Unpooled.buffer();
        ((CancelRequest) decoded(packet)).encode(written);
        assertThat(written).isEqualTo(Unpooled.wrappedBuffer(packet));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 257, 1000})
    void refusesCancelKeysOfOtherLengths(int length) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> decoded(Packet.cancelRequest(4711, new byte[length])))
                .withMessageContaining(String.valueOf(length));
    }

    @Test
    void refusesACancelRequestWithoutAProcessId() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> decoded(Packet.startup(Packet.CANCEL, new byte[3])));
    }

    @Test
    void showsNoCancelKey() {
        StartupPacket request = decoded(Packet.cancelRequest(4711, "s3cret".getBytes(US_ASCII)));
        assertThat(request).hasToString("CancelRequest[pid=4711, key=***]");
    }

    @Test
    void writesAStartupMessageAsItWasRead() {
        byte[] packet = Packet.startupMessage(Packet.V3_2, "user", "ne\u00ffw", "b", "");
        ByteBuf written = Unpooled.buffer().writeByte('!');
        ((StartupMessage) decoded(packet)).encode(written);
        assertThat(written.skipBytes(1)).isEqualTo(Unpooled.wrappedBuffer(packet));
    }

    @Test
    void writesUpToTheLengthThatPostgresAcceptsAndNoByteMore() {
        int room = StartupPacket.MAX_LENGTH - Packet.startupMessage(Packet.V3_0, "a", "").length;
        ByteBuf written = Unpooled.buffer();
        message(room).encode(written);
        assertThat(written.readableBytes()).isEqualTo(StartupPacket.MAX_LENGTH);
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> message(room + 1).encode(written))
                .satisfies(error -> {
                    assertThat(error.sqlState()).isEqualTo("08P01");
                    assertThat(error.detail()).contains("10005", "10004");
                    assertThat(error.hint()).isNotBlank();
                });
        assertThat(written.readableBytes()).as("nothing half written").isEqualTo(StartupPacket.MAX_LENGTH);
    }

    private static StartupMessage message(int valueLength) {
        return new StartupMessage(ProtocolVersion.V3_0, StartupParameters.of(Map.of("a", "x".repeat(valueLength))));
    }
}
