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

/** A decoder at work on a client's bytes; sees that it lets go of every buffer. */
final class Decoding {
    private final EmbeddedChannel channel;
    private final List<ByteBuf> delivered = new ArrayList<>();
    private @Nullable Throwable refusal;

    Decoding(ByteToMessageDecoder decoder) {
        channel = new EmbeddedChannel(decoder);
    }

    /** Delivers the pieces, as long as none is refused. */
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

    /** Why it goes on no more; null if it does. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    /** The messages that came out so far. */
    List<Object> messages() {
        List<Object> messages = new ArrayList<>();
        for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
            messages.add(each);
        }
        return messages;
    }

    /** Takes the decoder away: what it held back goes on. */
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

    /** Hangs up; every buffer must be free then. */
    void end() {
        try {
            channel.finishAndReleaseAll();
        } catch (DecoderException atTheEnd) {
            refusal = atTheEnd.getCause();
        }
        assertThat(delivered).allMatch(bytes -> bytes.refCnt() == 0, "released");
    }
}
