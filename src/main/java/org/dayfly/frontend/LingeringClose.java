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
 * Sends the last message of a connection, and closes the connection so that the client gets the message.
 *
 * <p>If a socket is closed with unread bytes, it sends a reset, and the reset may discard the message. So the bytes
 * that the client still sends are read and dropped until the client closes its side too.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_SECONDS = 2;

    private LingeringClose() {}

    /**
     * Sends the bytes and closes the channel, and owns both from then on. For the channel's event loop. If TLS was
     * agreed to and is not up yet, nothing is sent: bytes in clear could come from an attacker in between.
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
        // In reverse order: bytes that a decoder held back must reach this handler, past handlers that wait for
        // messages.
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
