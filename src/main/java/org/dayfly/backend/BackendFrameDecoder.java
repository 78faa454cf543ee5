package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.protocol.MalformedMessageException;

/** Splits a server's bytes into messages until it is removed. Bytes that it holds back then go on unchanged. */
final class BackendFrameDecoder extends ByteToMessageDecoder {
    /** Far above the length of any message during a login. */
    private static final int MAX_LENGTH = 1 << 20;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < BackendFrame.HEADER) {
            return;
        }
        int length = in.getInt(in.readerIndex() + 1);
        if (length < Integer.BYTES || length > MAX_LENGTH) {
            in.skipBytes(in.readableBytes());
            throw new MalformedMessageException("the server sent a message with a length of " + length + " bytes");
        }
        if (in.readableBytes() > length) {
            char type = (char) in.getUnsignedByte(in.readerIndex());
            out.add(new BackendFrame(type, in.readRetainedSlice(1 + length)));
        }
    }
}
