package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;

/** Netty's decoder of PROXY headers. In addition, the decoder fails at once if the first byte begins no header. */
final class ProxyHeaderDecoder extends HAProxyMessageDecoder {
    private static final byte VERSION_1 = 'P';
    private static final byte VERSION_2 = '\r';

    private boolean begun;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (!begun && message instanceof ByteBuf bytes && bytes.isReadable()) {
            begun = true;
            byte first = bytes.getByte(bytes.readerIndex());
            if (first != VERSION_1 && first != VERSION_2) {
                bytes.release();
                throw new HAProxyProtocolException("the first byte begins no PROXY header");
            }
        }
        super.channelRead(ctx, message);
    }
}
