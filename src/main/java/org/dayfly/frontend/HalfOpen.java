package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.SqlState;
import org.dayfly.session.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts a connection against the limit on half-open connections, as long as this handler is in its pipeline. */
final class HalfOpen extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HalfOpen.class);

    private final Client client;
    private final HalfOpenLimit limit;

    HalfOpen(Client client, HalfOpenLimit limit) {
        this.client = client;
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        limit.came(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        limit.left(this);
    }

    /** Refuses a connection above the limit before a byte of it is read. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (limit.admit(this)) {
            ctx.fireChannelActive();
            return;
        }
        log.atWarn()
                .addKeyValue("connection", client.id())
                .log("refused {}: limits.half-open ({}) reached", client.from(), limit.max());
        ByteBuf words = ctx.alloc().buffer();
        ErrorResponse.fatal(ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many connections are logging in already")
                        .withHint("try again in a moment"))
                .encode(words);
        LingeringClose.say(ctx.channel(), words);
    }

    /** Notes that the client on a channel has sent and proven everything, and waits for its session. */
    static void letIn(Channel channel) {
        HalfOpen its = channel.pipeline().get(HalfOpen.class);
        if (its != null) {
            its.limit.letIn(its);
        }
    }

    /** Closes the connection in favour of another connection. For any thread. */
    void giveWay() {
        client.channel().close();
    }
}
