package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feeds a client's bytes to a decoder, and checks that the decoder releases every buffer. */
final class Decoding {
    private final EmbeddedChannel channel;
    private final List<ByteBuf> delivered = new ArrayList<>();
    private @Nullable Throwable refusal;

    Decoding(ByteToMessageDecoder decoder) {
        channel = new EmbeddedChannel(decoder);
    }

    /** Delivers the pieces in order, until the decoder refuses a piece. */
    Decoding feed(List<byte[]> pieces) {
        pieces.forEach(this::feed);
        return this;
    }

    Decoding feed(byte[] piece) {
        if (refusal == null && piece.length > 0) {
            ByteBuf bytes = Unpooled.copiedBuffer(piece);
            delivered.add(bytes);
            try {
                channel.writeInbound(bytes);
            } catch (DecoderException e) {
                refusal = e.getCause();
            }
        }
        return this;
    }

    /** The exception by which the decoder refused a piece; null if it refused none. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    /** The messages that the decoder has read since the last call. */
    List<Object> messages() {
        List<Object> messages = new ArrayList<>();
        for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
            messages.add(each);
        }
        return messages;
    }

    /** Removes the decoder, and returns the bytes that it held back. */
    byte[] heldBack() {
        channel.pipeline().remove(ByteToMessageDecoder.class);
        ByteBuf bytes = Unpooled.buffer();
        for (Object each : messages()) {
            ByteBuf more = (ByteBuf) each;
            bytes.writeBytes(more);
            more.release();
        }
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all);
        return all;
    }

    /** Closes the channel, and checks that every buffer is released. */
    void end() {
        try {
            channel.finishAndReleaseAll();
        } catch (DecoderException atTheEnd) {
            refusal = atTheEnd.getCause();
        }
        assertThat(delivered).allMatch(bytes -> bytes.refCnt() == 0, "released");
    }
}
