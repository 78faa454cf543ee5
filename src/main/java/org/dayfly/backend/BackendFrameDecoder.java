package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.protocol.MalformedMessageException;
import org.dayfly.protocol.ReadyForQuery;

/**
 * Parts a server's bytes into messages up to the first ReadyForQuery; what follows it stays here until the handler is
 * removed, and goes on then.
 */
final class BackendFrameDecoder extends ByteToMessageDecoder {
    /** Far above all that a server says during a login. */
    private static final int MAX_LENGTH = 1 << 20;

    private boolean ready;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (ready || in.readableBytes() < BackendFrame.HEADER) {
            return;
        }
        int length = in.getInt(in.readerIndex() + 1);
        if (length < Integer.BYTES || length > MAX_LENGTH) {
            in.skipBytes(in.readableBytes());
            throw new MalformedMessageException("a message of the server that is " + length + " bytes long");
        }
        if (in.readableBytes() > length) {
            char type = (char) in.getUnsignedByte(in.readerIndex());
            ready = type == ReadyForQuery.TYPE;
            out.add(new BackendFrame(type, in.readRetainedSlice(1 + length)));
        }
    }
}
