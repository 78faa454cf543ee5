package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the bytes that a server sends between ReadyForQuery and the pipe, even after the end of the connection: the
 * bytes may say why it ended. Lives on the connection's event loop.
 */
final class Backlog extends ChannelInboundHandlerAdapter {
    private final List<ByteBuf> kept = new ArrayList<>();
    private Runnable heard = () -> {};
    private boolean ended;

    /** Runs the listener when the server sends anything or ends the connection; at once if that happened before. */
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
        // A read failed. The failure closes the channel, which the pipe will notice.
    }

    /** Leaves the pipeline, and passes all kept bytes to the handlers behind. */
    void giveWay(ChannelPipeline pipeline) {
        // A closed channel has already lost its handlers, except the handlers that were added since.
        if (pipeline.context(this) != null) {
            pipeline.remove(this);
        }
        if (!kept.isEmpty()) {
            kept.forEach(pipeline::fireChannelRead);
            kept.clear();
            pipeline.fireChannelReadComplete();
        }
    }

    /** Adds handlers in front, which get what the server sends from now on. */
    void goBehind(ChannelPipeline pipeline, ChannelHandler... handlers) {
        if (pipeline.context(this) != null) {
            String here = pipeline.context(this).name();
            for (ChannelHandler handler : handlers) {
                pipeline.addBefore(here, null, handler);
            }
        } else {
            pipeline.addLast(handlers);
        }
    }

    void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
