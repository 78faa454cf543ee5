package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.dayfly.Packet;
import org.junit.jupiter.api.Test;

/** A decoder refuses garbage by a ClientError or a MalformedMessageException, and by no other exception. */
final class DecoderFuzzTest {
    private static final int RUNS = 20_000;

    private final Random random = new Random(7677);

    @Test
    void garbageForAStartupPacketIsRefused() {
        feed(
                StartupPacket::decode,
                List.of(
                        Packet.startupMessage(Packet.V3_2, "user", "new", "_pq_.x", "1"),
                        Packet.cancelRequest(1, new byte[32]),
                        Packet.startupMessage(2 << 16, "x")),
                4);
    }

    @Test
    void garbageForAPasswordMessageIsRefused() {
        feed(
                body -> {
                    byte[] bytes = new byte[body.readableBytes()];
                    body.readBytes(bytes);
                    SaslInitialResponse.decode(new PasswordMessage(bytes));
                },
                List.of(Packet.saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abc")),
                5);
    }

    @Test
    void garbageForAMessageOfAServerIsRefused() {
        ByteBuf sasl = Unpooled.buffer();
        new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256")).encode(sasl);
        ByteBuf error = Unpooled.buffer();
        ErrorResponse.fatal(ClientError.of(SqlState.INTERNAL_ERROR, "x")).encode(error);
        List<byte[]> messages =
                List.of(bytes(sasl), bytes(error), Packet.message('K', new byte[8]), Packet.message('R', new byte[] {
                    0, 0, 0, 5, 1
                }));
        feed(AuthenticationRequest::decode, messages, 5);
        feed(ErrorResponse::decode, messages, 5);
        feed(BackendKeyData::decode, messages, 5);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** Feeds the bodies of good messages, with some bytes changed or cut off. */
    private void feed(Consumer<ByteBuf> decoder, List<byte[]> good, int header) {
        for (int run = 0; run < RUNS; run++) {
            byte[] message = good.get(random.nextInt(good.size()));
            ByteBuf body = Unpooled.copiedBuffer(message, header, message.length - header);
            for (int changes = random.nextInt(4); changes > 0 && body.isReadable(); changes--) {
                body.setByte(random.nextInt(body.readableBytes()), random.nextInt(256));
            }
            ByteBuf cut = body.readSlice(Math.max(4, random.nextInt(body.readableBytes() + 1)));
            assertThatCode(() -> decode(decoder, cut)).as("run %s", run).doesNotThrowAnyException();
        }
    }

    private static void decode(Consumer<ByteBuf> decoder, ByteBuf body) {
        try {
            decoder.accept(body);
        } catch (ClientError | MalformedMessageException refused) {
            // A refusal is correct.
        }
    }
}
