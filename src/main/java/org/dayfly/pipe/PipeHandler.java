package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One direction of a pipe: reads from its own channel and writes to the other. */
final class PipeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PipeHandler.class);

    private final Channel peer;
    private final Predicate<ByteBuf> witness;
    private boolean parted;

    /** @param witness sees all bytes, and decides whether they go on */
    PipeHandler(Channel peer, Predicate<ByteBuf> witness) {
        this.peer = peer;
        this.witness = witness;
    }

    /** The peer no longer belongs to the pipe. What this side still sends goes nowhere. */
    void part() {
        parted = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!parted && witness.test(bytes)) {
            peer.write(bytes, peer.voidPromise());
        } else {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!parted) {
            peer.flush();
        }
    }

    /** Stops reading from the peer when this channel takes no more bytes, and reads again when the channel does. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        if (!writable) {
            // The peer falls silent now, so nothing else may flush the bytes that wait.
            ctx.flush();
        }
        if (!parted) {
            peer.config().setAutoRead(ctx.channel().isWritable());
        }
    }

    /**
     * A failed read closes the channel by itself. A failed write means that the other side no longer reads. A server's
     * channel stays open then, because the server's last bytes are still to be read.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("connection broke: {}", cause.toString());
    }
}
