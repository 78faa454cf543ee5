package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.protocol.EncryptionRequest;
import org.dayfly.protocol.MalformedMessageException;
import org.dayfly.protocol.StartupPacket;

/**
 * Splits a client's first bytes into {@link StartupPacket}s, up to the packet that opens or ends the conversation.
 * Later bytes stay in this handler until the handler is removed or replaced, and then go on.
 *
 * <p>A length is checked before any bytes are kept for it, so an unknown client costs at most one packet of memory.
 */
final class StartupPacketDecoder extends ByteToMessageDecoder {
    /** An {@link EncryptionRequest} that arrived together with more bytes. */
    record BytesTooEarly(EncryptionRequest request) {}

    private boolean last;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (last || in.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < StartupPacket.MIN_LENGTH || length > StartupPacket.MAX_LENGTH) {
            last = true;
            throw MalformedMessageException.ofStartupPacket(length);
        }
        if (in.readableBytes() < length) {
            return;
        }
        in.skipBytes(Integer.BYTES);
        last = true;
        StartupPacket packet = StartupPacket.decode(in.readSlice(length - Integer.BYTES));
        out.add(packet);
        if (packet instanceof EncryptionRequest request) {
            if (in.isReadable()) {
                out.add(new BytesTooEarly(request));
            } else {
                last = false;
            }
        }
    }
}
