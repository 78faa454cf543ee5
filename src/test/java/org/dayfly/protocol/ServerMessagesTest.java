package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.dayfly.protocol.AuthenticationRequest.Md5Password;
import org.dayfly.protocol.AuthenticationRequest.Ok;
import org.dayfly.protocol.AuthenticationRequest.Sasl;
import org.dayfly.protocol.AuthenticationRequest.SaslContinue;
import org.dayfly.protocol.AuthenticationRequest.SaslFinal;
import org.dayfly.protocol.AuthenticationRequest.Unsupported;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of a server before ReadyForQuery are read as they are written, to the last byte. */
final class ServerMessagesTest {
    private static ByteBuf encoded(TypedMessage message) {
        ByteBuf bytes = Unpooled.buffer();
        message.encode(bytes);
        assertThat(bytes.getInt(1)).as("length").isEqualTo(bytes.readableBytes() - 1);
        return bytes;
    }

    private static String text(TypedMessage message) {
        return encoded(message).skipBytes(5).toString(UTF_8).replace('\0', '|');
    }

    static List<AuthenticationRequest> requests() {
        return List.of(
                new Ok(),
                new AuthenticationRequest.CleartextPassword(),
                new Md5Password(0x80010203),
                new Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
                new Sasl(List.of()),
                new SaslContinue("r=ä,s=b"),
                new SaslFinal("v=x"),
                new Unsupported(7));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsTheAuthenticationRequestThatItWrote(AuthenticationRequest request) {
        ByteBuf bytes = encoded(request);
        assertThat((char) bytes.readByte()).isEqualTo('R');
        bytes.skipBytes(4);
        assertThat(AuthenticationRequest.decode(bytes)).isEqualTo(request);
        assertThat(bytes.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "|||", "|||\u0005", "|||\u0005abc", "|||\n", "|||\nSCRAM-SHA-256", "|||\nSCRAM-SHA-256|"})
    void refusesAuthenticationRequestsThatAreCutShort(String body) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AuthenticationRequest.decode(Unpooled.copiedBuffer(body.replace('|', '\0'), UTF_8)));
    }

    @Test
    void writesTheVersionAndUnknownOptions() {
        ByteBuf bytes = encoded(new NegotiateProtocolVersion(ProtocolVersion.V3_2, List.of("_pq_.a", "_pq_.\u00ff")));
        assertThat(bytes).isEqualTo(Unpooled.wrappedBuffer(new byte[] {
            'v',
            0,
            0,
            0,
            26, // type and length
            0,
            3,
            0,
            2, // newest version
            0,
            0,
            0,
            2, // two options
            '_',
            'p',
            'q',
            '_',
            '.',
            'a',
            0,
            '_',
            'p',
            'q',
            '_',
            '.',
            (byte) 0xff,
            0
        }));
    }

    @Test
    void writesParameterStatusAndNotice() {
        assertThat(text(new ParameterStatus("dayfly.url", "ü"))).isEqualTo("dayfly.url|ü|");
        assertThat(text(new NoticeResponse("hear", "more", null))).isEqualTo("SNOTICE|VNOTICE|C00000|Mhear|Dmore||");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32, 256})
    void turnsBackendKeyDataIntoACancelRequest(int keyLength) {
        ByteBuf body = Unpooled.buffer().writeInt(4711).writeZero(keyLength);
        CancelRequest request = BackendKeyData.decode(body).toCancelRequest();
        ByteBuf packet = Unpooled.buffer();
        request.encode(packet);
        assertThat(packet.readableBytes()).isEqualTo(12 + keyLength);
        assertThat(StartupPacket.decode(packet.skipBytes(4))).isEqualTo(request);
    }

    @ParameterizedTest
    @CsvSource({"0, 1234", "1, 1234", "2, dayfly_abcdef1234", "3, dayfly_abcdef1234"})
    void writesBackendKeyDataWithTheTagOfTheServerFromProtocol32On(int minor, String key) {
        ByteBuf servers = Unpooled.buffer().writeInt('p').writeBytes("1234".getBytes(UTF_8));
        BackendKeyData data = BackendKeyData.decode(servers).forClient(new ProtocolVersion(3, minor), "abcdef");
        assertThat(data.type()).isEqualTo('K');
        assertThat(text(data)).isEqualTo("|||p" + key);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 7, 261})
    void refusesBackendKeyDataOfOtherLengths(int length) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> BackendKeyData.decode(Unpooled.buffer().writeZero(length)));
    }
}
