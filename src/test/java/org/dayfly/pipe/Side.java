package org.dayfly.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;

/** One channel of a pipe, with a network behind it that a test can block. */
final class Side {
    final EmbeddedChannel channel = new EmbeddedChannel();
    private final Network network = new Network();

    Side() {
        channel.pipeline().addFirst(network);
        channel.config().setAutoRead(false);
    }

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    boolean reads() {
        return channel.config().isAutoRead();
    }

    void says(String text) {
        channel.writeInbound(bytes(text));
    }

    String got() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            all.append(each.toString(UTF_8));
            each.release();
        }
        return all.toString();
    }

    void blocked(boolean blocked) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, !blocked);
        run();
    }

    void run() {
        channel.runPendingTasks();
    }

    void holdsWrites() {
        network.state = Network.State.HOLDS;
    }

    void takesWrites() {
        network.state = Network.State.TAKES;
        channel.flush();
        run();
    }

    void failsWrites() {
        network.state = Network.State.FAILS;
    }

    private static final class Network extends ChannelOutboundHandlerAdapter {
        private enum State {
            TAKES,
            HOLDS,
            FAILS
        }

        private State state = State.TAKES;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (state == State.FAILS) {
                ((ByteBuf) message).release();
                ctx.fireExceptionCaught(new IOException("Broken pipe"));
            } else {
                ctx.write(message, promise);
            }
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (state == State.TAKES) {
                ctx.flush();
            }
        }
    }
}
