package org.dayfly.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every byte goes to the other side in order, whichever side is slow, and the end of one side is the end of both. */
class PipeTest implements PipeListener {
    private final List<String> heard = new ArrayList<>();
    private final Side client = new Side();
    private final Side server = new Side();
    private final Pipe pipe = Pipe.join(client.channel, server.channel, this);

    @Override
    public void fromClient(ByteBuf bytes) {
        heard.add("client:" + bytes.toString(UTF_8));
    }

    @Override
    public void fromServer(ByteBuf bytes) {
        heard.add("server:" + bytes.toString(UTF_8));
    }

    @Override
    public void ended(PipeEnd end) {
        assertThat(client.channel.isOpen() && server.channel.isOpen()).isEqualTo(end == PipeEnd.ENDED);
        heard.add(end.name());
    }

    @Override
    public void closed() {
        heard.add("closed");
    }

    @AfterEach
    void close() {
        client.channel.finishAndReleaseAll();
        server.channel.finishAndReleaseAll();
    }

    @Test
    void readsNothingBeforeItIsOpened() {
        assertThat(client.reads()).isFalse();
        assertThat(server.reads()).isFalse();
        pipe.open();
        assertThat(client.reads()).isTrue();
        assertThat(server.reads()).isTrue();
    }

    @Test
    void passesWhatWasHeldBackFirst() {
        client.channel.pipeline().fireChannelRead(bytes("early")).fireChannelReadComplete();
        pipe.open();
        client.says(" late");
        assertThat(server.got()).isEqualTo("early late");
    }

    @Test
    void passesBothWaysAndTellsTheListener() {
        pipe.open();
        client.says("question");
        server.says("ans");
        server.says("wer");
        assertThat(server.got()).isEqualTo("question");
        assertThat(client.got()).isEqualTo("answer");
        assertThat(heard).containsExactly("client:question", "server:ans", "server:wer");
    }

    @Test
    void stopsReadingTheServerWhileTheClientTakesNothing() {
        pipe.open();
        client.blocked(true);
        assertThat(server.reads()).isFalse();
        assertThat(client.reads()).isTrue();
        client.says("still heard");
        assertThat(server.got()).isEqualTo("still heard");
        client.blocked(false);
        assertThat(server.reads()).isTrue();
    }

    @Test
    void stopsReadingTheClientWhileTheServerTakesNothing() {
        pipe.open();
        server.blocked(true);
        assertThat(client.reads()).isFalse();
        assertThat(server.reads()).isTrue();
        server.says("still heard");
        assertThat(client.got()).isEqualTo("still heard");
        server.blocked(false);
        assertThat(client.reads()).isTrue();
    }

    @Test
    void doesNotReadTheOneSideWhereTheOtherTookNothingFromTheStart() {
        server.blocked(true);
        pipe.open();
        assertThat(client.reads()).isFalse();
        assertThat(server.reads()).isTrue();
    }

    @Test
    void flushesWhatWaitsWhenASideTakesNoMore() {
        pipe.open();
        client.channel.pipeline().fireChannelRead(bytes("no end of this read as yet"));
        assertThat(server.got()).isEmpty();
        server.blocked(true);
        assertThat(server.got()).isEqualTo("no end of this read as yet");
    }

    @Test
    void aClientThatGoesTakesTheServerWithItOnceItHasAllThatWasSent() {
        pipe.open();
        server.holdsWrites();
        client.says("last question");
        client.channel.close();
        server.run();
        assertThat(server.channel.isOpen()).isTrue();
        server.takesWrites();
        assertThat(server.got()).isEqualTo("last question");
        assertThat(server.channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("client:last question", "CLIENT_GONE", "closed");
    }

    @Test
    void aServerWhoseClientIsGoneIsReadThoughNobodyWantsIt() {
        pipe.open();
        client.blocked(true);
        server.holdsWrites();
        client.channel.close();
        assertThat(server.reads()).isTrue();
        server.says("for nobody");
        server.takesWrites();
        assertThat(heard).endsWith("closed");
    }

    @Test
    void aServerThatGoesLeavesTheClientAllThatItSaid() {
        pipe.open();
        client.holdsWrites();
        server.says("FATAL");
        server.channel.close();
        assertThat(client.channel.isOpen()).isTrue();
        client.takesWrites();
        assertThat(client.got()).isEqualTo("FATAL");
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("server:FATAL", "SERVER_GONE", "closed");
    }

    @Test
    void aSideThatNeverTakesItsLastWordsIsClosedAllTheSame() {
        pipe.open();
        client.holdsWrites();
        server.says("FATAL");
        server.channel.close();
        client.channel.advanceTimeBy(11, TimeUnit.SECONDS);
        client.channel.runScheduledPendingTasks();
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(heard).endsWith("closed");
    }

    @Test
    void aServerThatTakesNothingMoreIsStillHeard() {
        pipe.open();
        server.failsWrites();
        client.says("into the void");
        assertThat(server.channel.isOpen()).isTrue();
        server.says("FATAL: terminated");
        server.channel.close();
        assertThat(client.got()).isEqualTo("FATAL: terminated");
        assertThat(heard).endsWith("SERVER_GONE", "closed");
    }

    @Test
    void itsOwnerMayEndItWithLastWords() {
        pipe.open();
        server.says("whole answer,");
        pipe.end(bytes(" FATAL"));
        assertThat(client.got()).isEqualTo("whole answer, FATAL");
        assertThat(heard).containsExactly("server:whole answer,", "ENDED", "closed");
    }

    @Test
    void anEndComesOnce() {
        pipe.open();
        client.channel.close();
        pipe.end(bytes("too late"));
        server.channel.close();
        assertThat(heard).containsExactly("CLIENT_GONE", "closed");
    }

    @Test
    void aServerThatWasGoneBeforeItWasJoinedEndsIt() {
        server.channel.close();
        pipe.open();
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("SERVER_GONE", "closed");
    }

    @Test
    void aClientThatWasGoneBeforeItWasJoinedEndsIt() {
        client.channel.close();
        pipe.open();
        assertThat(server.channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("CLIENT_GONE", "closed");
    }

    @Test
    void bothSidesGoneAreOneEnd() {
        client.channel.close();
        server.channel.close();
        pipe.open();
        assertThat(heard).containsExactly("CLIENT_GONE", "closed");
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    /** One of the channels, with a network behind it that can be made slow. */
    private static final class Side {
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final Network network = new Network();

        Side() {
            channel.pipeline().addFirst(network);
            channel.config().setAutoRead(false);
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
