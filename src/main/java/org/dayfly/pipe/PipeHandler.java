package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One direction of a pipe: sits on the channel that it reads and writes to the other. */
final class PipeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PipeHandler.class);

    private final Channel peer;
    private final Consumer<ByteBuf> witness;

    PipeHandler(Channel peer, Consumer<ByteBuf> witness) {
        this.peer = peer;
        this.witness = witness;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        witness.accept(bytes);
        peer.write(bytes, peer.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
    }

    /** This channel takes no more, or does again: the peer is read accordingly. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        if (!writable) {
            // Nothing else may come to flush what waits here, now that the peer falls silent.
            ctx.flush();
        }
        peer.config().setAutoRead(ctx.channel().isWritable());
    }

    /**
     * A read that failed closes the channel by itself. A write that failed means that the other side no longer listens;
     * on a server's channel, which stays open then, its last words are still to be read.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("connection broke: {}", cause.toString());
    }
}
