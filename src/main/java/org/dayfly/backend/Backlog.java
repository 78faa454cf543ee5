package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a server says between ReadyForQuery and the pipe, even past the end of its connection: it may be why that
 * ended. Lives on the connection's event loop.
 */
final class Backlog extends ChannelInboundHandlerAdapter {
    private final List<ByteBuf> kept = new ArrayList<>();
    private Runnable heard = () -> {};
    private boolean ended;

    /** Runs this when there is something to hear, the end included, even if it was heard before. */
    void onSound(Runnable listener) {
        heard = listener;
        if (!kept.isEmpty() || ended) {
            listener.run();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        kept.add((ByteBuf) message);
        heard.run();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        heard.run();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A read that failed; the channel is closed by it, which the pipe will see.
    }

    /** Gives way to the handlers behind, who hear all of it now. */
    void giveWay(ChannelPipeline pipeline) {
        // A channel that was closed has lost its handlers already, all but those that were added since.
        if (pipeline.context(this) != null) {
            pipeline.remove(this);
        }
        if (!kept.isEmpty()) {
            kept.forEach(pipeline::fireChannelRead);
            kept.clear();
            pipeline.fireChannelReadComplete();
        }
    }

    void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
