package org.dayfly.transport;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Passes accepted sockets on between two rounds of events. During a round, events may be left for a socket that was
 * closed in that round. If the new socket got the same number, Netty's epoll would take these events for events of the
 * new socket.
 */
@Sharable
final class DeferredAccept extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        ctx.executor().execute(() -> ctx.fireChannelRead(accepted));
    }
}
