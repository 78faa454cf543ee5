package org.dayfly.transport;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Lets accepted sockets in between two rounds of events. Amid one, some events may be left of a socket that was closed in it,
 * and Netty's epoll would take them for those of the new one if that got the same number.
 */
@Sharable
final class DeferredAccept extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        ctx.executor().execute(() -> ctx.fireChannelRead(accepted));
    }
}
