package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that have not got a session yet: each as long as this handler is in its pipeline. One too many
 * is turned away before a byte of it is read.
 */
@Sharable
final class HalfOpenLimit extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HalfOpenLimit.class);

    private final AtomicInteger count = new AtomicInteger();
    private volatile int max;

    /** @param max 0: no limit */
    void set(int max) {
        this.max = max;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        count.incrementAndGet();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        count.decrementAndGet();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        int most = max;
        if (most > 0 && count.get() > most) {
            log.warn("turned away {}: limits.half-open is {}", ctx.channel().remoteAddress(), most);
            ByteBuf words = ctx.alloc().buffer();
            ErrorResponse.fatal(
                            ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many connections are logging in already")
                                    .withHint("try again in a moment"))
                    .encode(words);
            Farewell.say(ctx.channel(), words);
        } else {
            ctx.fireChannelActive();
        }
    }
}
