package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Says a last word and hangs up so that it is heard: a socket closed on unread bytes sends a reset, which may take the
 * word away again; so what the client still says is read and dropped until it hangs up too.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_SECONDS = 2;

    private LingeringClose() {}

    /**
     * Takes the bytes and the channel over, on its event loop. Where TLS was agreed to and is not there, nothing is
     * said: in clear, anybody in between could have said it.
     */
    static void say(Channel channel, ByteBuf lastWords) {
        if (Encryption.isUnderway(channel)) {
            lastWords.release();
            channel.close();
            return;
        }
        List<ChannelHandler> handlers =
                new ArrayList<>(channel.pipeline().toMap().values());
        channel.pipeline().addLast(new LingeringClose());
        // The last one first: what a decoder held back must come here, past handlers that wait for messages.
        Collections.reverse(handlers);
        for (ChannelHandler each : handlers) {
            if (!(each instanceof HalfOpen || each instanceof SslHandler)) {
                channel.pipeline().remove(each);
            }
        }
        channel.writeAndFlush(lastWords).addListener(said -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (!said.isSuccess()) {
                channel.close();
            } else if (tls == null) {
                hangUp(channel);
            } else {
                tls.closeOutbound().addListener(told -> hangUp(channel));
            }
        });
        var tooLate = channel.eventLoop().schedule(() -> channel.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> tooLate.cancel(false));
        channel.config().setAutoRead(true);
    }

    private static void hangUp(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
