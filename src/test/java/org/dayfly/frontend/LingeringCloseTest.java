package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.Packet;
import org.junit.jupiter.api.Test;

/** The last message is sent. Bytes that the client sent before are dropped and released. */
final class LingeringCloseTest {
    private final List<Object> heard = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new StartupPacketDecoder(), new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    heard.add(message);
                }
            });

    @Test
    void dropsBytesThatADecoderHeldBack() {
        ByteBuf bytes = Unpooled.copiedBuffer(
                Packet.together(Packet.startupMessage(Packet.V3_0, "user", "new"), Packet.query("SELECT 1")));
        channel.writeInbound(bytes);
        LingeringClose.say(channel, Unpooled.copiedBuffer(new byte[] {'!'}));
        assertThat(heard).as("a startup message, and no bytes").hasSize(1);
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void sendsTheLastMessageAndClosesTheConnection() {
        LingeringClose.say(channel, Unpooled.copiedBuffer(new byte[] {'!'}));
        ByteBuf said = channel.readOutbound();
        assertThat(said).isEqualTo(Unpooled.wrappedBuffer(new byte[] {'!'}));
        said.release();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void releasesTheLastMessageIfTheConnectionIsClosed() {
        ByteBuf words = Unpooled.copiedBuffer(new byte[] {'!'});
        channel.close();
        LingeringClose.say(channel, words);
        assertThat(words.refCnt()).isZero();
    }
}
